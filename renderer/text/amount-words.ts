import type { Wording } from './wording.ts';

interface Amounts {
  readonly bytesDone: number;
  /** 0: nobody has told how much it is, or there is nothing to count. */
  readonly bytesTotal: number;
}

/** `1 MB of 3 MB`; of what is all there `3 MB`, for a file may be missing that nobody counted; null: not known. */
export function doneOfTotal({ t, bytes }: Wording, { bytesDone, bytesTotal }: Amounts): string | null {
  if (bytesTotal === 0) return bytesDone === 0 ? null : bytes(bytesDone);
  if (bytesDone >= bytesTotal) return bytes(bytesDone);
  return t('transfers.bytes', { done: bytes(bytesDone), total: bytes(bytesTotal) });
}
