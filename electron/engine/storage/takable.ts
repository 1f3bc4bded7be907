import type { ManifestEntry } from '../../../shared/model/manifest.ts';

/** What of the wanted files a kind of disk can take at all. */
export interface Takable {
  readonly fileCount: number;
  readonly bytes: number;
  /** Larger than any file can be there. */
  readonly tooLargeCount: number;
}

/** @param maxFileBytes - of the disk; null: no limit is known */
export function sumTakable(
  entries: readonly ManifestEntry[],
  isWanted: (index: number) => boolean,
  maxFileBytes: number | null,
): Takable {
  let [fileCount, bytes, tooLargeCount] = [0, 0, 0];
  for (const [index, { kind, sizeBytes }] of entries.entries()) {
    if (kind !== 'file' || !isWanted(index)) continue;
    if (sizeBytes > (maxFileBytes ?? Infinity)) tooLargeCount += 1;
    else {
      fileCount += 1;
      bytes += sizeBytes;
    }
  }
  return { fileCount, bytes, tooLargeCount };
}

/** Every wanted file, and there is one, is larger than any can be there. */
export function isNothingTakable({ fileCount, tooLargeCount }: Takable): boolean {
  return fileCount === 0 && tooLargeCount > 0;
}
