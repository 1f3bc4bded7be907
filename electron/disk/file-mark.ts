import type { BigIntStats } from 'node:fs';

/** Text by which one thread tells another which file it means: any other file, or one that was written to, has another. */
export function fileMark({ size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${size}:${mtimeNs}:${ctimeNs}`;
}
