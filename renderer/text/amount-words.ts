import type { EntryKind } from '../../shared/model/transfer.ts';
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

interface SizedFile {
  /** Negative: it was never offered, and nobody looked how large it is. */
  readonly index: number;
  readonly kind: EntryKind;
  readonly sizeBytes: number;
}

/** Of a folder nothing, nor of what nobody has measured. */
export function sizeOf({ bytes }: Wording, { index, kind, sizeBytes }: SizedFile): string | null {
  return kind === 'file' && (index >= 0 || sizeBytes > 0) ? bytes(sizeBytes) : null;
}
