import { isUtf8 } from 'node:buffer';

/** Names of what is in a folder. On Linux they are bytes, and need not be text. */
interface Names {
  readonly names: string[];
  /** Those that are no text, as they can be shown: nothing can be opened by these. */
  readonly notText: string[];
}

/** Reads names as bytes: as text two of them could become one, and neither could be opened. */
export async function readNames(read: () => Promise<readonly Buffer[]>): Promise<Names> {
  const names: string[] = [];
  const notText: string[] = [];
  for (const bytes of await read()) (isUtf8(bytes) ? names : notText).push(bytes.toString());
  return { names, notText: notText.sort() };
}
