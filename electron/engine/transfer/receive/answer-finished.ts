import { toWireCode, type ErrorCode } from '../../../../shared/errors/codes.ts';
import type { IndexRange } from '../../../../shared/model/offer.ts';
import { MAX_PAGE_ITEMS } from '../../../../shared/protocol/constants.ts';
import type { Connection } from '../../transport/connection.ts';
import { toAnswerPages } from './answer.ts';

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

const CLOSE_TIMEOUT_MS = 5_000;

/**
 * Answers the RESUME of a sender that did not hear the RECEIPT: everything is settled. Call what it returns when
 * STREAM-END comes. PROTOCOL.md §5.4
 */
export function answerFinished(connection: Connection, finished: FinishedTransfer): () => void {
  const { skip, files, failed, bytesDone } = finished;
  for (const page of toAnswerPages({ skip, files, isSettled: () => true, heldOf: () => [] })) connection.send(page);
  const results = [...failed].map(([index, code]): [number, number] => [index, toWireCode(code)]);
  for (let start = 0; start < results.length; start += MAX_PAGE_ITEMS) {
    connection.send({ type: 'result', files: results.slice(start, start + MAX_PAGE_ITEMS) });
  }
  return () => {
    connection.send({ type: 'receipt', filesDone: files.length - failed.size, bytesDone });
    setTimeout(() => connection.close(null), CLOSE_TIMEOUT_MS).unref();
  };
}
