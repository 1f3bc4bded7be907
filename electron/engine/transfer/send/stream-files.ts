import { createHash, type Hash } from 'node:crypto';
import { toWireCode } from '../../../../shared/errors/codes.ts';
import { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { ByteRange } from '../../storage/receive-notes.ts';
import type { FrameConnection } from '../../transport/connection.ts';
import type { DiskUser } from '../../storage/disk-gate.ts';
import { FrameWriter } from './frame-writer.ts';
import type { WaitClock } from '../limits/wait-clock.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import type { Place } from './send-line.ts';
import type { Source } from './scan.ts';
import type { SendWindow } from './send-window.ts';
import { hashRange, openSource, readWhole, type SourceFile } from './source-file.ts';
import { spansOf } from '../../storage/byte-ranges.ts';

/** A file to send. */
export interface FileToSend {
  readonly index: number;
  readonly entry: ManifestEntry;
  readonly source: Source;
  /** What of it the receiver holds and has verified; ascending, not touching one another. */
  readonly held: readonly ByteRange[];
}

interface StreamOptions {
  readonly connection: FrameConnection;
  /** In manifest order. */
  readonly files: readonly FileToSend[];
  readonly signal: AbortSignal;
  readonly disks: DiskUser;
  /** Of all that is sent. */
  readonly limiter: RateLimiter;
  /** Among those who send to this peer; it has stepped in. */
  readonly place: Pick<Place, 'turn'>;
  readonly window: SendWindow;
  readonly clock: WaitClock;
  readonly onFileStart: (index: number) => void;
  /** All its bytes were sent, and this is their hash. */
  readonly onFileSent: (index: number, sha256: string) => void;
  /** The file cannot be sent whole; the receiver has been told, the rest goes on. */
  readonly onFileFailed: (index: number, error: TransferError) => void;
}

/** Up to this size a file is read whole and ahead of its turn, so that small ones fill frames without waiting for the disk. */
const READ_WHOLE_BYTES = 128 * 1024;
const AHEAD_FILES = 32;

/** A small file in memory. */
interface ReadFile {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/**
 * Streams the files back to back with no round trip between them, then STREAM-END; nothing is read before its turn has
 * come. A file that fails is told with FILE-FAILED and skipped. Returns when everything is handed to the connection; receipts come later.
 *
 * @throws the signal's reason when aborted
 */
export async function streamFiles(options: StreamOptions): Promise<void> {
  await options.clock.during('turn', options.place.turn(options.signal));
  const writer = new FrameWriter(options);
  const prepared = readAhead(options.files, AHEAD_FILES, (file) => readIfSmall(options.disks, file));
  for (const [file, small] of prepared) {
    options.signal.throwIfAborted();
    options.onFileStart(file.index);
    try {
      const sha256 = small
        ? await appendSmall(writer, file, await options.clock.during('disk', small))
        : await appendLarge(writer, file, options);
      options.onFileSent(file.index, sha256);
    } catch (error) {
      tellFailed(writer, file, error, options);
    }
  }
  writer.flush();
  options.connection.send({ type: 'stream-end' });
}

function tellFailed(writer: FrameWriter, file: FileToSend, error: unknown, options: StreamOptions): void {
  options.signal.throwIfAborted();
  if (!(error instanceof TransferError)) throw error;
  writer.flush();
  options.connection.send({ type: 'file-failed', index: file.index, code: toWireCode(error.code) });
  options.onFileFailed(file.index, error);
}

function readIfSmall(disks: DiskUser, file: FileToSend): Promise<ReadFile> | null {
  return file.entry.sizeBytes <= READ_WHOLE_BYTES && file.held.length === 0 ? readSmall(disks, file) : null;
}

async function readSmall(disks: DiskUser, { source, entry }: FileToSend): Promise<ReadFile> {
  const bytes = await readWhole(disks, source, entry);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function appendSmall(writer: FrameWriter, file: FileToSend, { bytes, sha256 }: ReadFile): Promise<string> {
  await writer.append(bytes);
  writer.endFile(file.index, sha256);
  return sha256;
}

async function appendLarge(writer: FrameWriter, file: FileToSend, options: StreamOptions): Promise<string> {
  const source = await openSource(options.disks, file.source, file.entry);
  try {
    const sha256 = await copyLarge(writer, source, file, options);
    await source.assertUnchanged();
    writer.endFile(file.index, sha256);
    return sha256;
  } finally {
    source.close();
  }
}

/** Reads straight into frames. The last frame stays open, so that nothing is said of the file before its final check. */
async function copyLarge(
  writer: FrameWriter,
  source: SourceFile,
  file: FileToSend,
  options: StreamOptions,
): Promise<string> {
  const hash = createHash('sha256');
  for (const span of spansOf(file.held, file.entry.sizeBytes)) {
    // the hash is of the whole file, so what the receiver holds is read once more
    await (span.isHeld
      ? options.clock.during('disk', hashRange(hash, source, span, options.signal))
      : sendSpan(writer, hash, source, span, options));
  }
  return hash.digest('hex');
}

async function sendSpan(
  writer: FrameWriter,
  hash: Hash,
  source: SourceFile,
  { from, to }: ByteRange,
  { signal, clock }: StreamOptions,
): Promise<void> {
  for (let offset = from; offset < to; ) {
    const room = await writer.room();
    signal.throwIfAborted();
    const target = room.subarray(0, Math.min(room.length, to - offset));
    await clock.during('disk', source.readFully(target, offset));
    hash.update(target);
    writer.advance(target.length);
    offset += target.length;
  }
}

/**
 * Yields `[item, prepare(item)]` in order while up to `depth` items are being prepared at once. `prepare` gives null
 * for an item that is not worth it. The consumer awaits the promise, so a failure reaches it with its item.
 */
export function* readAhead<Item, Prepared>(
  items: readonly Item[],
  depth: number,
  prepare: (item: Item) => Promise<Prepared> | null,
): Generator<readonly [Item, Promise<Prepared> | null], void> {
  const ahead: (readonly [Item, Promise<Prepared> | null])[] = [];
  let next = 0;
  while (next < items.length || ahead.length > 0) {
    for (; ahead.length < depth && next < items.length; next++) {
      // the bound was just checked
      const item = items[next] as Item;
      const prepared = prepare(item);
      // told to the consumer when its turn comes; until then it must not count as unhandled
      prepared?.catch(() => undefined);
      ahead.push([item, prepared]);
    }
    const first = ahead.shift();
    if (first) yield first;
  }
}
