import type { BigIntStats } from 'node:fs';

/**
 * What tells later that nobody wrote to a file nor put another one in its place. Not `dev`, which Windows spells in two
 * ways and Linux anew after a restart.
 */
export interface FileStamp {
  readonly ino: bigint;
  readonly sizeBytes: bigint;
  readonly mtimeNs: bigint;
  /** Also tells of writers that set the time back. */
  readonly ctimeNs: bigint;
}

export function stampOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats): FileStamp {
  return { ino, sizeBytes: size, mtimeNs, ctimeNs };
}

export function isSameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.ino === b.ino && a.sizeBytes === b.sizeBytes && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
}
