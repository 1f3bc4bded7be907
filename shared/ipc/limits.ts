/**
 * Limits of one call: main's parsers refuse what is beyond them, so that a broken page cannot fill main's memory. Where a
 * user can come to one, the preload or the page looks first and says the number in words.
 */
export const IPC_LIMITS = {
  /** Dropped or pasted at the top level; what lies below them is not counted. */
  paths: 10_000,
  /** UTF-16 units of one path: Windows' own limit is 32,767. */
  pathUnits: 32 * 1024,
  /** UTF-16 units of the name of a dropped thing. */
  nameUnits: 1_024,
  /** UTF-16 units of a typed address; a DNS name has at most 253. */
  addressUnits: 300,
  pageRows: 1_000,
  /** Files named to be sent again. */
  retryFiles: 1_000,
  /** UTF-16 units of what is looked for in the history. */
  searchUnits: 1_000,
  /** Entries of the largest manifest, PROTOCOL.md §5.1. */
  entries: 200_000,
} as const;

// `/x`, `C:\x`, `C:/x`, `\\server\share`: what webUtils.getPathForFile gives; main's engine checks it as its own system does
const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/;

/** Whether main takes this path: absolute on some system, no NUL, no longer than any system allows. */
export function isSendablePath(path: string): boolean {
  return path.length <= IPC_LIMITS.pathUnits && ABSOLUTE.test(path) && !path.includes('\0');
}
