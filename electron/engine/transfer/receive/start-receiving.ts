import type { ReceiveJournal } from '../../journal/receive-journal.ts';
import type { InboxTransfer } from '../../storage/inbox.ts';
import type { Connection } from '../../transport/connection.ts';
import { toAnswerPages } from './answer.ts';
import type { ReceiveTerms } from './receive-terms.ts';
import { notePlaced } from './note-placed.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { ReceiveStream } from './receive-stream.ts';
import { totalOf } from '../spans.ts';
import type { TransferRecord } from '../list/transfer-record.ts';

interface Receiving {
  readonly connection: Connection;
  readonly inbox: InboxTransfer;
  readonly record: TransferRecord;
  readonly terms: ReceiveTerms;
  readonly journal: ReceiveJournal;
  readonly limiter: RateLimiter;
  readonly onDiskFailed: (error: unknown) => void;
}

/** Sends ANSWER: yes, with what is there already. What is missing comes through the stream that this gives back. */
export function startReceiving(receiving: Receiving): ReceiveStream {
  const { connection, inbox, record, terms } = receiving;
  const { skip, files, totalBytes } = terms;
  const sizeOf = (index: number): number => record.files.entries[index]?.sizeBytes ?? 0;
  const tooLarge = files.filter((index) => inbox.isTooLarge(index));
  const isSettled = (index: number): boolean => inbox.placed.has(index) || inbox.isTooLarge(index);
  const heldOf = (index: number) => inbox.held(index);
  const missing = files.filter((index) => !isSettled(index));
  for (const index of missing) record.files.set(index, 'pending');
  const missingBytes = missing.reduce((sum, index) => sum + sizeOf(index) - totalOf(heldOf(index)), 0);
  const refusedBytes = tooLarge.reduce((sum, index) => sum + sizeOf(index), 0);
  const doneBytes = totalBytes - missingBytes - refusedBytes;
  record.rebase(doneBytes);
  record.update({ state: 'active', bytesTotal: totalBytes, error: null });
  const stream = createStream(receiving, missing, doneBytes);
  for (const page of toAnswerPages({ skip, files, isSettled, heldOf })) connection.send(page);
  for (const index of tooLarge) stream.refuse(index);
  return stream;
}

function createStream(receiving: Receiving, accepted: readonly number[], doneBytes: number): ReceiveStream {
  const { connection, inbox, record, terms, journal, limiter, onDiskFailed } = receiving;
  const { entries } = record.files;
  return new ReceiveStream({
    ...{ connection, inbox, entries, accepted, doneBytes, limiter, onDiskFailed },
    onFileStart: (index) => {
      record.files.set(index, 'active');
      record.update({ currentFile: entries[index]?.path ?? null });
    },
    onFileDone: (index, placed, sha256) => {
      notePlaced(record, terms.directory, index, { ...placed, sha256 });
      record.update({});
    },
    onFileFailed: (index, error) => {
      record.files.set(index, 'failed', error);
      journal.noteFailed(index, error.code);
      record.update({ bytesTotal: record.bytesTotal - (entries[index]?.sizeBytes ?? 0) });
    },
    onWritten: (bytesDone) => record.update({ bytesDone }),
  });
}
