import type { Transfer } from '../../../../shared/model/transfer.ts';

/** Bytes and files left of a transfer that goes beside a large one: what takes a second or two on a slow network. */
const SMALL_BYTES = 16 * 1024 * 1024;
const SMALL_FILES = 1_000;

/** So little is left of it, by bytes and by files, that nobody wants it to wait for a large one. */
export function isSmallTransfer(
  transfer: Pick<Transfer, 'bytesDone' | 'bytesTotal' | 'filesDone' | 'filesTotal'>,
): boolean {
  const { bytesDone, bytesTotal, filesDone, filesTotal } = transfer;
  return bytesTotal - bytesDone <= SMALL_BYTES && filesTotal - filesDone <= SMALL_FILES;
}
