import { toWireCode, type ErrorCode } from '../../../../shared/errors/codes.ts';
import { ProtocolError } from '../../../../shared/errors/lanyard-error.ts';
import type { IndexRange } from '../../../../shared/model/offer.ts';
import { MAX_PAGE_ITEMS } from '../../../../shared/protocol/constants.ts';
import type { MessageOf } from '../../../../shared/protocol/messages.ts';
import type { ReceiveJournal } from '../../journal/receive-journal.ts';
import { sumBytes } from '../../storage/byte-ranges.ts';
import type { InboxTransfer } from '../../storage/inbox.ts';
import type { ByteRange } from '../../storage/receive-notes.ts';
import type { FrameConnection } from '../../transport/connection.ts';
import type { ReceiveTerms } from '../offer/accept-offer.ts';
import { LimitMeter } from '../limits/limit-meter.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { ReceiveStream } from './receive-stream.ts';

interface AnswerContent {
  readonly skip: readonly IndexRange[];
  /** Wanted files, ascending. */
  readonly files: readonly number[];
  readonly isSettled: (index: number) => boolean;
  readonly heldOf: (index: number) => readonly ByteRange[];
}

/** The yes, in as many pages as its lists take. */
function toAnswerPages(content: AnswerContent): MessageOf<'answer'>[] {
  const skip = content.skip.map(([first, last]): [number, number] => [first, last]);
  const settled = toSettledRanges(content);
  const held = toHeld(content);
  const longest = Math.max(skip.length, settled.length, held.length);
  const pageCount = Math.max(1, Math.ceil(longest / MAX_PAGE_ITEMS));
  return Array.from({ length: pageCount }, (_, page) => {
    const start = page * MAX_PAGE_ITEMS;
    const end = start + MAX_PAGE_ITEMS;
    return {
      type: 'answer',
      accepted: true,
      skip: skip.slice(start, end),
      settled: settled.slice(start, end),
      held: held.slice(start, end),
      isLast: page === pageCount - 1,
    };
  });
}

/** Ranges may run over folders and skipped entries between settled files, which keeps them few. */
function toSettledRanges({ files, isSettled }: AnswerContent): [number, number][] {
  const ranges: [number, number][] = [];
  let isOpen = false;
  for (const index of files) {
    const last = ranges.at(-1);
    if (!isSettled(index)) isOpen = false;
    else if (isOpen && last) last[1] = index;
    else {
      ranges.push([index, index]);
      isOpen = true;
    }
  }
  return ranges;
}

function toHeld({ files, isSettled, heldOf }: AnswerContent): [number, number, number][] {
  const held: [number, number, number][] = [];
  for (const index of files) {
    if (isSettled(index)) continue;
    for (const { from, to } of heldOf(index)) held.push([index, from, to]);
  }
  return held;
}

interface Receiving {
  readonly connection: FrameConnection;
  readonly inbox: InboxTransfer;
  readonly terms: ReceiveTerms;
  readonly journal: ReceiveJournal;
  readonly limiter: RateLimiter;
  readonly onDiskFailed: (error: unknown) => void;
}

/** Sends ANSWER: yes, with what is there already. What is missing comes through the stream that this gives back. */
export function answerYes({ connection, inbox, terms, journal, limiter, onDiskFailed }: Receiving): ReceiveStream {
  const { record, skip, files, totalBytes } = terms;
  const sizeOf = (index: number): number => record.files.entries[index]?.sizeBytes ?? 0;
  const tooLarge = files.filter((index) => inbox.isTooLarge(index));
  const isSettled = (index: number): boolean => inbox.placed.has(index) || inbox.isTooLarge(index);
  const heldOf = (index: number) => inbox.held(index);
  const missing = files.filter((index) => !isSettled(index));
  for (const index of missing) record.files.set(index, 'pending');
  const missingBytes = missing.reduce((sum, index) => sum + sizeOf(index) - sumBytes(heldOf(index)), 0);
  const refusedBytes = tooLarge.reduce((sum, index) => sum + sizeOf(index), 0);
  const doneBytes = totalBytes - missingBytes - refusedBytes;
  record.rebase(doneBytes);
  record.update({ state: 'active', bytesTotal: totalBytes, error: null });
  const stream = new ReceiveStream({
    connection,
    inbox,
    record,
    directory: terms.directory,
    journal,
    limiter,
    limits: new LimitMeter({ connection, record }),
    accepted: missing,
    doneBytes,
    onDiskFailed,
  });
  connection.setHandler(stream);
  for (const page of toAnswerPages({ skip, files, isSettled, heldOf })) connection.send(page);
  for (const index of tooLarge) stream.refuse(index);
  return stream;
}

/** What is remembered of a transfer that was received whole, in case its sender did not hear of it. */
export interface FinishedTransfer {
  /** Entries not wanted. */
  readonly skip: readonly IndexRange[];
  /** Indexes of the wanted files, ascending. */
  readonly files: readonly number[];
  /** Those that failed, and why. */
  readonly failed: ReadonlyMap<number, ErrorCode>;
  readonly bytesDone: number;
}

/**
 * Answers the RESUME of a sender that did not hear the RECEIPT: everything is settled. STREAM-END follows, and the
 * RECEIPT again. PROTOCOL.md §5.4
 */
export function answerFinished(connection: FrameConnection, finished: FinishedTransfer): void {
  const { skip, files, failed, bytesDone } = finished;
  connection.setHandler({
    onMessage: ({ type }) => {
      if (type !== 'stream-end') return;
      connection.send({ type: 'receipt', filesDone: files.length - failed.size, bytesDone });
      connection.expectClose();
    },
    onData: () => {
      throw new ProtocolError('PROTOCOL_UNEXPECTED_MESSAGE', 'DATA of files that are there');
    },
  });
  for (const page of toAnswerPages({ skip, files, isSettled: () => true, heldOf: () => [] })) connection.send(page);
  const results = [...failed].map(([index, code]): [number, number] => [index, toWireCode(code)]);
  for (let start = 0; start < results.length; start += MAX_PAGE_ITEMS) {
    connection.send({ type: 'result', files: results.slice(start, start + MAX_PAGE_ITEMS) });
  }
}
