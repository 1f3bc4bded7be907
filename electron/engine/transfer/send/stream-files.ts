import { toWireCode } from '../../../../shared/errors/codes.ts';
import type { DiskReaders } from '../../disk-thread/disk-readers.ts';
import type { FrameConnection } from '../../transport/connection.ts';
import type { WaitClock } from '../limits/wait-clock.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import type { FileToSend } from './file-to-send.ts';
import { FrameWriter } from './frame-writer.ts';
import { planReads, type PlannedRead } from './plan-reads.ts';
import { readAhead } from './read-ahead.ts';
import type { Place } from './send-line.ts';
import type { SendTools, StreamEvents } from './send-tools.ts';
import type { SendWindow } from './send-window.ts';
import { SourceReads } from './source-reads.ts';
import { PartSender } from './part-sender.ts';
import { WholeSender } from './whole-sender.ts';

interface StreamOptions extends StreamEvents {
  readonly connection: FrameConnection;
  /** In manifest order. */
  readonly files: readonly FileToSend[];
  readonly signal: AbortSignal;
  readonly readers: Pick<DiskReaders, 'user'>;
  /** Of all that is sent. */
  readonly limiter: RateLimiter;
  /** Among those who send to this peer; it has stepped in. */
  readonly place: Pick<Place, 'turn'>;
  readonly window: SendWindow;
  readonly clock: WaitClock;
}

/** What is being sent, and two that are read meanwhile. */
const READS = 3;

/**
 * Streams the files back to back with no round trip between them, then STREAM-END; nothing is read before its turn has
 * come. A file that fails is told with FILE-FAILED and skipped. Returns when everything is handed to the connection; receipts come later.
 *
 * @throws the signal's reason when aborted
 */
export async function streamFiles(options: StreamOptions): Promise<void> {
  await options.clock.during('turn', options.place.turn(options.signal));
  const writer = new FrameWriter(options);
  const reads = new SourceReads(options.readers);
  const { clock, signal } = options;
  const tools = { writer, reads, clock, signal, tell: createTeller(options) };
  const [whole, parts] = [new WholeSender(tools), new PartSender(tools)];
  const begin = (planned: PlannedRead): (() => Promise<void>) =>
    planned.kind === 'whole' ? whole.read(planned) : parts.read(planned);
  try {
    for (const send of readAhead(planReads(options.files), READS, begin)) {
      signal.throwIfAborted();
      await send();
    }
  } finally {
    reads.close();
  }
  signal.throwIfAborted();
  options.connection.send({ type: 'stream-end' });
}

function createTeller(options: StreamOptions): SendTools['tell'] {
  return {
    onFilesStart: options.onFilesStart,
    onFileFailed: (index, error) => {
      options.connection.send({ type: 'file-failed', index, code: toWireCode(error.code) });
      options.onFileFailed(index, error);
    },
  };
}
