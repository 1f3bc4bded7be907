import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { IndexRange } from '../../../shared/model/offer.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import type { Transfer, TransferState } from '../../../shared/model/transfer.ts';
import { listPaths } from './source-tree.ts';
import type { TestEngine } from './test-engine.ts';

export interface Pair {
  readonly sender: TestEngine;
  readonly receiver: TestEngine;
}

export interface BothEnds {
  readonly id: TransferId;
  readonly sent: Transfer;
  readonly received: Transfer;
}

/** Sends `paths`, and the offer stands. */
export async function offer({ sender, receiver }: Pair, paths: readonly string[]): Promise<TransferId> {
  const id = await sender.engine.send(receiver.id, paths);
  await receiver.until(({ offers }) => offers.find(({ transferId }) => transferId === id));
  return id;
}

/** Sends `paths`, accepts all but `skip`, waits for both ends. */
export async function sendAll(
  pair: Pair,
  paths: readonly string[],
  skip: readonly IndexRange[] = [],
): Promise<BothEnds> {
  const id = await offer(pair, paths);
  await pair.receiver.engine.accept(id, skip);
  return untilBothEnded(pair, id);
}

export async function untilBothEnded({ sender, receiver }: Pair, id: TransferId): Promise<BothEnds> {
  const [sent, received] = await Promise.all([sender.untilEnded(id), receiver.untilEnded(id)]);
  return { id, sent, received };
}

/** The transfer when it has reached one of `states`, or ended. */
export function untilState(
  engine: TestEngine,
  transferId: TransferId,
  ...states: readonly TransferState[]
): Promise<Transfer> {
  return engine.until(({ transfers }) =>
    transfers.find((transfer) => transfer.id === transferId && states.includes(transfer.state)),
  );
}

/** The transfer when it says that some, but not all, of its bytes are written. */
export function untilMoving(engine: TestEngine, transferId: TransferId): Promise<Transfer> {
  return engine.until(({ transfers }) =>
    transfers.find(({ id, state, bytesDone }) => id === transferId && state === 'active' && bytesDone > 0),
  );
}

/** Nothing half-received in the inbox, no staging directory on the list of those in use. */
export async function expectNoLeftovers({ inboxDir, dataDir }: TestEngine): Promise<void> {
  await expect.poll(() => stagingIn(inboxDir)).toEqual([]);
  await expect.poll(() => registeredIn(dataDir)).toEqual([]);
}

async function stagingIn(inboxDir: string): Promise<readonly string[]> {
  const paths = await listPaths(inboxDir);
  return paths.filter((path) => /(^|\/)\.lanyard-|\.part$/.test(path));
}

async function registeredIn(dataDir: string): Promise<unknown> {
  const text = await readFile(join(dataDir, 'staging.json'), 'utf8').catch(() => '{"staging":[]}');
  // the file is ours, in the shape that the registry writes
  return (JSON.parse(text) as { readonly staging: unknown }).staging;
}

/** Path and code of what went wrong, as one end lists it. */
export async function problems(
  { engine }: TestEngine,
  transferId: TransferId,
): Promise<readonly (readonly [string, unknown])[]> {
  const { rows } = await engine.files({ transferId, offset: 0, limit: 100, filter: 'problems' });
  return rows.map(({ path, status, error }) => [path, `${status} ${error?.code ?? '-'} ${error?.at ?? '-'}`]);
}
