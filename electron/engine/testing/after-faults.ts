import { basename, dirname } from 'node:path';
import { expect } from 'vitest';
import { openJournals } from '../journal/journals.ts';
import { silentLog } from '../log.ts';
import { describeTree } from './source-tree.ts';
import type { TestEngine } from './test-engine.ts';
import { expectNoLeftovers, type Pair } from './transfers.ts';

/** A TLS record holds 16 KiB and costs 22 bytes; a frame holds 1 MiB and costs 5. */
const RECORD_BYTES = 16 * 1024;
const FRAME_BYTES = 1024 * 1024;

/**
 * About how many bytes of TCP carry the first `bytes` of the files. Not nearer than one TLS record of 16 KiB, which
 * the other end gets as a whole or not at all.
 */
export function toWireBytes(bytes: number): number {
  return bytes + Math.ceil(bytes / RECORD_BYTES) * 22 + Math.ceil(bytes / FRAME_BYTES) * 5;
}

/** The inbox holds exactly what was sent, by names, kinds, times and SHA-256, and no staging is left. */
export async function expectArrived(receiver: TestEngine, sourcePath: string): Promise<void> {
  await expectNoLeftovers(receiver);
  const sent = await describeTree(dirname(sourcePath));
  const isSent = ([path]: readonly [string, string]): boolean => path.split('/')[0] === basename(sourcePath);
  const expected = Object.fromEntries(Object.entries(sent).filter(isSent));
  expect(await describeTree(receiver.inboxDir)).toEqual(expected);
}

/** Neither end would go on with anything after a restart. */
export async function expectJournalsClosed({ sender, receiver }: Pair): Promise<void> {
  const openOf = async ({ dataDir }: TestEngine): Promise<readonly string[]> => {
    const { received, sent } = await openJournals(dataDir, silentLog).load();
    const isOpen = ({ state }: { readonly state: string }): boolean => !['finished', 'cancelled'].includes(state);
    return [...received, ...sent].filter(isOpen).map(({ state }) => state);
  };
  await expect.poll(() => openOf(sender)).toEqual([]);
  await expect.poll(() => openOf(receiver)).toEqual([]);
}
