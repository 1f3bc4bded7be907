import type { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import type { WaitClock } from '../limits/wait-clock.ts';
import type { FileToSend } from './file-to-send.ts';
import type { FileEnd, FrameWriter } from './frame-writer.ts';
import type { SourceReads } from './source-reads.ts';

/** What is told of files as they are sent. */
export interface StreamEvents {
  /** The turn of these has come. */
  readonly onFilesStart: (files: readonly FileToSend[]) => void;
  /** All bytes of these were sent, and their FILE-ENDs. */
  readonly onFilesSent: (ends: readonly FileEnd[]) => void;
  /** The file cannot be sent whole; the receiver has been told, the rest goes on. */
  readonly onFileFailed: (index: number, error: TransferError) => void;
}

/** What reads and sends. */
export interface SendTools {
  readonly writer: FrameWriter;
  readonly reads: SourceReads;
  readonly clock: WaitClock;
  readonly signal: AbortSignal;
  readonly tell: Pick<StreamEvents, 'onFilesStart' | 'onFileFailed'>;
}

/** A read that has begun. Neither rejects. */
export interface Reading<Read> {
  /** There is memory to read into: the socket has taken what was in it before. */
  readonly taken: Promise<unknown>;
  readonly read: Promise<Read>;
}

/** @throws the signal's reason when it has aborted by then */
export async function untilRead<Read>({ taken, read }: Reading<Read>, { clock, signal }: SendTools): Promise<Read> {
  await clock.during('other', taken);
  const found = await clock.during('disk', read);
  signal.throwIfAborted();
  return found;
}
