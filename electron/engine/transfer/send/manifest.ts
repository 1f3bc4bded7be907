import { LanyardError, TransferError } from '../../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { MAX_CONTROL_BYTES } from '../../../../shared/protocol/constants.ts';
import type { Connection } from '../../transport/connection.ts';
import { scan } from './scan.ts';
import { SourceSelection } from './source-selection.ts';
import type { TransferRecord } from '../list/transfer-record.ts';

/** What is to be sent. */
export interface SendSources {
  /** What was dropped; absolute. */
  readonly paths: readonly string[];
  /** Only these files of it, as the manifest names them, with the folders on the way; null: all. */
  readonly only: readonly string[] | null;
}

/** Room for the entries of one MANIFEST page; the rest of 64 KiB is the JSON around them. */
const PAGE_BYTES = MAX_CONTROL_BYTES - 64;

/**
 * Reads what is to be sent into `record`, whose totals grow as it goes. Returns the source path of each entry.
 *
 * @throws {@link TransferError} TRANSFER_NOTHING_TO_SEND, or why the one thing dropped cannot be sent;
 * TRANSFER_TOO_MANY_FILES
 */
export async function scanInto(
  record: TransferRecord,
  { paths, only }: SendSources,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const selection = only === null ? null : new SourceSelection(only);
  const missing = new Set(only);
  const sourcePaths: string[] = [];
  let bytesTotal = 0;
  for await (const found of scan(paths, signal, selection)) {
    missing.delete(found.type === 'entry' ? found.entry.path : found.path);
    if (found.type === 'left-out') {
      record.files.addLeftOut(found.path, found.status, { code: found.code, at: 'here' });
    } else {
      record.files.add(found.entry);
      sourcePaths.push(found.sourcePath);
      bytesTotal += found.entry.sizeBytes;
    }
    record.update({ bytesTotal });
  }
  for (const path of missing) record.files.addLeftOut(path, 'failed', { code: 'TRANSFER_SOURCE_MISSING', at: 'here' });
  record.update({ isScanning: false });
  if (sourcePaths.length === 0) throw toNothingError(record);
  return sourcePaths;
}

function toNothingError(record: TransferRecord): LanyardError {
  const { firstError } = record.files;
  if (firstError) return new LanyardError(firstError.code, 'nothing could be read');
  return new TransferError('TRANSFER_NOTHING_TO_SEND', 'nothing to send');
}

/** Sends the list in pages and its totals, waiting for the socket between pages. */
export async function sendManifest(connection: Connection, entries: readonly ManifestEntry[]): Promise<void> {
  let page: ManifestEntry[] = [];
  let pageBytes = 0;
  for (const entry of entries) {
    const entryBytes = Buffer.byteLength(JSON.stringify(entry)) + 1;
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
  connection.send({ type: 'manifest-end', entryCount: entries.length, totalBytes });
}
