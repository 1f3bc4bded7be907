import type { TransferId } from '../../shared/model/ids.ts';
import type { HistoryStore, ListedFile } from './history-api.ts';
import { fileRemark, hashLine, headLines } from './receipt-lines.ts';
import { writeWhole } from './write-whole.ts';

/** Files read and written at a time; other questions are answered in between. */
const PAGE_FILES = 1_000;

type Source = Pick<HistoryStore, 'receipt' | 'list'>;

/**
 * Writes what is known of a past transfer to `file`: first what `sha256sum -c` reads, then remarks that it passes over.
 * @throws TRANSFER_UNKNOWN, HISTORY_FAILED, StorageError; `file` is as it was then
 */
export function saveReceipt(store: Source, transferId: TransferId, file: string): Promise<void> {
  return writeWhole(file, receiptPieces(store, transferId));
}

function* receiptPieces(store: Source, transferId: TransferId): Generator<string> {
  const head = store.receipt(transferId);
  for (const page of pagesOf(store, transferId)) yield page.map((row) => hashLine(row) ?? '').join('');
  yield headLines(head);
  for (const page of pagesOf(store, transferId)) yield page.map(fileRemark).join('');
}

/** All that is listed, a page at a time. */
export function* pagesOf(
  store: Pick<Source, 'list' | 'receipt'>,
  transferId: TransferId,
): Generator<readonly ListedFile[]> {
  for (let place = 0; ; ) {
    const page = store.list(transferId, place, PAGE_FILES);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    place = last.place + 1;
  }
}
