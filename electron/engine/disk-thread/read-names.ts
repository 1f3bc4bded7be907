import { isUtf8 } from 'node:buffer';

/** Names of what is in a folder. On Linux they are bytes, and need not be text. */
export interface Names {
  /** In the order of a manifest. */
  readonly names: readonly string[];
  /** Those that are no text, as they can be shown: nothing can be opened by these. */
  readonly notText: readonly string[];
}

/** @param read - as bytes: as text two of them could become one, and neither could be opened */
export function toNames(read: readonly Buffer[]): Names {
  const names: string[] = [];
  const notText: string[] = [];
  for (const bytes of read) (isUtf8(bytes) ? names : notText).push(bytes.toString());
  return { names: names.sort(), notText: notText.sort() };
}
