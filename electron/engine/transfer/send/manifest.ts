import { LanyardError, TransferError } from '../../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { MAX_CONTROL_BYTES } from '../../../../shared/protocol/constants.ts';
import { toWireEntry } from '../../../../shared/protocol/manifest-entry.ts';
import type { FrameConnection } from '../../transport/connection.ts';
import type { Session } from '../../transport/handshake.ts';
import type { DiskReaders } from '../../disk-thread/disk-readers.ts';
import type { DiskUser } from '../../storage/disk-gate.ts';
import { orAbort } from '../abortable.ts';
import { scan, type Scanned, type Source } from './scan.ts';
import { SourceSelection } from './source-selection.ts';
import type { FileList } from '../list/file-list.ts';
import { toWireLeftOut } from '../list/left-out.ts';
import type { TransferRecord } from '../list/transfer-record.ts';

/** Who looks at what is to be sent. */
interface Disks {
  readonly disks: DiskUser;
  readonly readers: DiskReaders;
}

/** What is to be sent. */
export interface SendSources {
  /** What was dropped; absolute. */
  readonly paths: readonly string[];
  /** Only these files of it, as the manifest names them, with the folders on the way; null: all. */
  readonly only: readonly string[] | null;
  /** Names of what was dropped with it and has no path. */
  readonly withoutPath: readonly string[];
}

/** Room for the entries of one MANIFEST page; the rest of 64 KiB is the JSON around them. */
const PAGE_BYTES = MAX_CONTROL_BYTES - 64;

/**
 * Reads what is to be sent into `record`, whose totals grow as it goes. Returns the source of each entry.
 *
 * @throws {@link TransferError} TRANSFER_NOTHING_TO_SEND, or why the one thing dropped cannot be sent;
 * TRANSFER_TOO_MANY_FILES
 */
async function scanInto(
  record: TransferRecord,
  { paths, only, withoutPath }: SendSources,
  disks: Disks,
  signal: AbortSignal,
): Promise<readonly Source[]> {
  const selection = only === null ? null : new SourceSelection(only);
  const missing = new Set(only);
  const sources: Source[] = [];
  let bytesTotal = 0;
  for (const name of withoutPath) record.files.addLeftOut(name, 'failed', { code: 'TRANSFER_NO_PATH', at: 'here' });
  const add = (found: Scanned): void => {
    missing.delete(found.type === 'entry' ? found.entry.path : found.path);
    if (found.type === 'left-out') {
      record.files.addLeftOut(found.path, found.status, { code: found.code, at: 'here' });
    } else {
      record.files.add(found.entry);
      sources.push(found.source);
      bytesTotal += found.entry.sizeBytes;
    }
  };
  const onFound = (found: readonly Scanned[]): void => {
    for (const one of found) add(one);
    record.update({ bytesTotal });
  };
  await scan({ paths, ...disks, signal, selection, onFound });
  for (const path of missing) record.files.addLeftOut(path, 'failed', { code: 'TRANSFER_SOURCE_MISSING', at: 'here' });
  record.update({ isScanning: false });
  if (sources.length === 0) throw toNothingError(record);
  return sources;
}

function toNothingError(record: TransferRecord): LanyardError {
  const { firstError } = record.files;
  if (firstError) return new LanyardError(firstError.code, 'nothing could be read');
  return new TransferError('TRANSFER_NOTHING_TO_SEND', 'nothing to send');
}

/** Sends the list in pages, its totals and what is not in it, waiting for the socket between pages. */
export async function sendManifest(connection: FrameConnection, { entries, leftOut }: FileList): Promise<void> {
  let page: ManifestEntry[] = [];
  let pageBytes = 0;
  for (const entry of entries) {
    const entryBytes = Buffer.byteLength(JSON.stringify(toWireEntry(entry))) + 1;
    if (pageBytes + entryBytes > PAGE_BYTES) {
      connection.send({ type: 'manifest', entries: page });
      await connection.drained();
      page = [];
      pageBytes = 0;
    }
    page.push(entry);
    pageBytes += entryBytes;
  }
  if (page.length > 0) connection.send({ type: 'manifest', entries: page });
  const totalBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  connection.send({ type: 'manifest-end', entryCount: entries.length, totalBytes, ...toWireLeftOut(leftOut) });
}

interface ConnectOptions {
  readonly record: TransferRecord;
  readonly sources: SendSources;
  readonly disks: Disks;
  /** A session with the peer, for as long as the attempt is not aborted. */
  readonly dial: () => Promise<Session>;
  /** Writes the list down, which takes a while as well: before the receiver hears of it. */
  readonly keep: (sources: readonly Source[]) => Promise<void>;
  /** Of this attempt; aborted when reading or dialling fails. */
  readonly attempt: AbortController;
  /** Read while dialling: the user watches. Else nothing is read for a peer that is not there. */
  readonly isEager: boolean;
}

/** A receiver waits 10 s from WELCOME to OFFER (PROTOCOL.md §6). */
const FRESH_MS = 8_000;

/**
 * A session with the peer; the list of what is to be offered is freshly read into `record`, and kept.
 *
 * @throws LanyardError; no session is left open then
 */
export async function connectWithList(options: ConnectOptions): Promise<Session> {
  const { record, disks, dial, keep, attempt, isEager } = options;
  const dialling = dial();
  dialling.catch(() => undefined); // heard when the list is there
  if (!isEager) await dialling;
  const startMs = performance.now();
  record.clearFiles();
  record.update({ state: 'offered', isScanning: true, error: null });
  try {
    const scanning = scanInto(record, options.sources, disks, attempt.signal);
    // a disk that hangs must not keep a cancel waiting; and what is to be sent is told whether the peer is there or not
    const sources = await orAbort(scanning, attempt.signal);
    const early = await dialling;
    await keep(sources);
    return await freshen(early, performance.now() - startMs, dial);
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
