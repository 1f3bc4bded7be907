import { LanyardError } from '../../../../shared/errors/lanyard-error.ts';
import type { Session } from '../../transport/handshake.ts';
import { scanInto, type SendSources } from './manifest.ts';
import type { TransferRecord } from '../list/transfer-record.ts';

interface ConnectOptions {
  readonly record: TransferRecord;
  readonly sources: SendSources;
  readonly dial: (signal: AbortSignal) => Promise<Session>;
  /** Of this attempt; aborted when reading or dialling fails. */
  readonly attempt: AbortController;
  /** Read while dialling: the user watches. Else nothing is read for a peer that is not there. */
  readonly isEager: boolean;
}

/** A receiver waits 120 s from WELCOME to the whole list (PROTOCOL.md §6), which also takes its time to send. */
const FRESH_MS = 60_000;

/**
 * A session with the peer, and the list of what is to be offered, freshly read into `record`.
 *
 * @returns also the source path of each entry
 * @throws LanyardError; no session is left open then
 */
export async function connectWithList(
  options: ConnectOptions,
): Promise<{ readonly session: Session; readonly sourcePaths: readonly string[] }> {
  const { record, sources, dial, attempt, isEager } = options;
  const dialling = dial(attempt.signal);
  if (!isEager) await dialling;
  const startMs = performance.now();
  record.clearFiles();
  record.update({ state: 'offered', isScanning: true, error: null });
  try {
    const scanning = scanInto(record, sources, attempt.signal);
    const [sourcePaths, early] = await Promise.all([scanning, dialling]);
    const session = await freshen(early, performance.now() - startMs, () => dial(attempt.signal));
    return { session, sourcePaths };
  } catch (error) {
    // the failure of one stops the other, and a session won too late is closed
    attempt.abort(error);
    const said = error instanceof LanyardError ? error : null;
    await dialling.then(
      ({ connection }) => connection.close(said),
      () => undefined,
    );
    throw error;
  }
}

/** Another session when `early` is no longer good for an offer, because reading took so long. */
async function freshen(early: Session, ageMs: number, redial: () => Promise<Session>): Promise<Session> {
  if (early.connection.isOpen && ageMs < FRESH_MS) return early;
  early.connection.close(null);
  return redial();
}
