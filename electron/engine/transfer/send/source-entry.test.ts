import { describe, expect, it } from 'vitest';
import type { Look } from '../../disk-thread/look-at.ts';
import { whyNotOffered } from './source-entry.ts';

function lookOf(kind: Look['kind'], sizeBytes = kind === 'file' ? 1 : 0): Look {
  return { kind, sizeBytes, mtimeMs: 0, isExecutable: false, ino: 1n, dev: 1n };
}

const LARGEST = Number.MAX_SAFE_INTEGER;
const deep = (count: number): string => Array.from({ length: count }, (_, n) => n).join('/');

describe('what is not offered', () => {
  it.each([
    ['a/file', lookOf('file'), 0, null],
    ['a', lookOf('directory'), LARGEST, null],
    ['a/link', lookOf('link'), 0, 'TRANSFER_SOURCE_IS_LINK'],
    ['a/pipe', lookOf('special'), 0, 'TRANSFER_SOURCE_SPECIAL'],
    [`a/.lanyard-${'0f'.repeat(16)}`, lookOf('directory'), 0, 'TRANSFER_OWN_FILE'],
    ['half \ud83c', lookOf('file'), 0, 'TRANSFER_NAME_NOT_TEXT'],
    [deep(64), lookOf('file'), 0, null],
    [deep(65), lookOf('file'), 0, 'TRANSFER_PATH_TOO_LONG'],
    [`${'照'.repeat(250)}/`.repeat(6).slice(0, -1), lookOf('file'), 0, 'TRANSFER_PATH_TOO_LONG'],
    ['huge', lookOf('file', LARGEST), 0, null],
    ['huger', lookOf('file', LARGEST + 1), 0, 'TRANSFER_FILE_TOO_LARGE'],
    ['one more', lookOf('file'), LARGEST, 'TRANSFER_FILE_TOO_LARGE'],
    ['empty', lookOf('file', 0), LARGEST, null],
  ])('of %s', (path, look, totalBytes, code) => {
    expect(whyNotOffered(path, look, totalBytes)?.code ?? null).toBe(code);
  });
});
