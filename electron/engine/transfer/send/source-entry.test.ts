import type { BigIntStats } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { whyNotOffered } from './source-entry.ts';

function statsOf(kind: 'file' | 'directory' | 'link' | 'pipe', size = 1n): BigIntStats {
  // all that is looked at
  return {
    isFile: () => kind === 'file',
    isDirectory: () => kind === 'directory',
    isSymbolicLink: () => kind === 'link',
    size,
  } as BigIntStats;
}

const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);
const deep = (count: number): string => Array.from({ length: count }, (_, n) => n).join('/');

describe('what is not offered', () => {
  it.each([
    ['a/file', statsOf('file'), 0n, null],
    ['a', statsOf('directory'), LARGEST, null],
    ['a/link', statsOf('link'), 0n, 'TRANSFER_SOURCE_IS_LINK'],
    ['a/pipe', statsOf('pipe'), 0n, 'TRANSFER_SOURCE_SPECIAL'],
    [`a/.lanyard-${'0f'.repeat(16)}`, statsOf('directory'), 0n, 'TRANSFER_OWN_FILE'],
    ['half \ud83c', statsOf('file'), 0n, 'TRANSFER_NAME_NOT_TEXT'],
    [deep(64), statsOf('file'), 0n, null],
    [deep(65), statsOf('file'), 0n, 'TRANSFER_PATH_TOO_LONG'],
    [`${'照'.repeat(250)}/`.repeat(6).slice(0, -1), statsOf('file'), 0n, 'TRANSFER_PATH_TOO_LONG'],
    ['huge', statsOf('file', LARGEST), 0n, null],
    ['huger', statsOf('file', LARGEST + 1n), 0n, 'TRANSFER_FILE_TOO_LARGE'],
    ['one more', statsOf('file'), LARGEST, 'TRANSFER_FILE_TOO_LARGE'],
    ['empty', statsOf('file', 0n), LARGEST, null],
  ])('of %s', (path, stats, totalBytes, code) => {
    expect(whyNotOffered(path, stats, totalBytes)?.code ?? null).toBe(code);
  });
});
