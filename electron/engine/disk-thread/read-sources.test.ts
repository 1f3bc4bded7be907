import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { toWireTime } from '../storage/file-time.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { PartReader } from './read-parts.ts';
import { readFiles, type FileToRead } from './read-sources.ts';

let directory: string;
beforeEach(async () => {
  directory = await makeTempDir();
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const memory = (sizeBytes: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(sizeBytes));

/** As it is offered now. */
function offered(path: string): FileToRead {
  const { ino, size, mtimeMs } = statSync(path, { bigint: true });
  return { path, ino, sizeBytes: Number(size), mtimeMs: toWireTime(mtimeMs) };
}

function make(name: string, bytes: Uint8Array | string): FileToRead {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return offered(path);
}

/** A file whose size says nothing; null: this system has none. */
function findUnsized(): FileToRead | null {
  return process.platform === 'linux' ? { ...offered('/proc/version'), sizeBytes: 0 } : null;
}

describe('readFiles()', () => {
  it('puts the bytes of all files behind each other and hashes each', () => {
    const all = [randomBytes(1000), Buffer.alloc(0), randomBytes(3), randomBytes(4096)];
    const target = memory(6000);
    const read = readFiles({ target, files: all.map((bytes, n) => make(`${n}`, bytes)) });
    expect(read).toEqual({ sha256s: all.map(sha256), failure: null });
    expect(Buffer.concat(all).equals(target.slice(0, 5099))).toBe(true);
  });

  it('stops at the first one that fails, and says why', () => {
    const missing = { ...make('gone', 'x'), path: join(directory, 'other') };
    const read = readFiles({ target: memory(10), files: [make('a', 'a'), missing, make('b', 'b')] });
    expect(read).toMatchObject({ sha256s: [sha256(Buffer.from('a'))], failure: { code: 'ENOENT' } });
  });

  it.each([
    ['a longer one', (file: FileToRead) => ({ ...file, sizeBytes: 3 })],
    ['another time', (file: FileToRead) => ({ ...file, mtimeMs: file.mtimeMs + 1 })],
    ['another file', (file: FileToRead) => ({ ...file, ino: (file.ino ?? 0n) + 1n })],
    ['another place', (file: FileToRead) => ({ ...file, ino: null, path: `${directory}/./a` })],
  ])('gives nothing of %s than was offered', (_, change) => {
    const read = readFiles({ target: memory(10), files: [change(make('a', 'ab'))] });
    expect(read).toMatchObject({ sha256s: [], failure: { code: 'SOURCE_CHANGED' } });
  });

  it.skipIf(process.platform === 'win32')('goes through no link and waits for no pipe', () => {
    const file = make('file', 'x');
    const [link, pipe] = [join(directory, 'link'), join(directory, 'pipe')];
    symlinkSync(file.path, link);
    execFileSync('mkfifo', [pipe]);
    const read = (path: string) => readFiles({ target: memory(10), files: [{ ...file, path }] }).failure?.code;
    expect([read(link), read(pipe)]).toEqual(['ELOOP', 'SOURCE_CHANGED']);
  });

  it('does not believe a size of 0', ({ skip }) => {
    const unsized = findUnsized();
    if (!unsized) return skip('no such file here');
    expect(readFiles({ target: memory(10), files: [unsized] })).toMatchObject({ failure: { code: 'SIZE_UNKNOWN' } });
  });
});

describe('PartReader', () => {
  it('reads the parts of files in turn, and gives the hash of the whole with the last', () => {
    const [a, b] = [randomBytes(10_000), randomBytes(4096)];
    const [first, second] = [make('a', a), make('b', b)];
    const parts = new PartReader();
    const target = memory(4096);
    const read = (id: number, file: FileToRead, from: number, sizeBytes: number) => {
      const { value } = parts.readPart({ id, file, from, target: target.subarray(0, sizeBytes) });
      return [value, sha256(target.subarray(0, sizeBytes))];
    };
    expect(read(1, first, 0, 4096)).toEqual([null, sha256(a.subarray(0, 4096))]);
    expect(read(2, second, 0, 4096)).toEqual([sha256(b), sha256(b)]);
    expect(read(1, first, 4096, 4096)).toEqual([null, sha256(a.subarray(4096, 8192))]);
    expect(read(1, first, 8192, 1808)).toEqual([sha256(a), sha256(a.subarray(8192))]);
  });

  it.each([
    ['shrinks', (path: string) => writeFileSync(path, 'short')],
    ['grows', (path: string) => writeFileSync(path, randomBytes(10_000))],
    ['is written to', (path: string) => writeFileSync(path, randomBytes(8192))],
  ])('gives no hash of a file that %s meanwhile', (_, change) => {
    const file = make('a', randomBytes(8192));
    const parts = new PartReader();
    const target = memory(4096);
    expect(parts.readPart({ id: 1, file, from: 0, target })).toEqual({ value: null });
    change(file.path);
    expect(parts.readPart({ id: 1, file, from: 4096, target })).toMatchObject({ failure: { code: 'SOURCE_CHANGED' } });
  });

  it('fails all parts after one that has failed', () => {
    const file = make('a', randomBytes(8192));
    const missing = { ...file, path: join(directory, 'b') };
    const parts = new PartReader();
    const target = memory(4096);
    expect(parts.readPart({ id: 1, file: missing, from: 0, target })).toMatchObject({ failure: { code: 'ENOENT' } });
    writeFileSync(missing.path, readFileSync(file.path));
    expect(parts.readPart({ id: 1, file: missing, from: 4096, target })).toMatchObject({ failure: { code: 'ENOENT' } });
  });

  it('says of a file that goes on after its size that its size is unknown', ({ skip }) => {
    const unsized = findUnsized();
    if (!unsized) return skip('no such file here');
    const read = new PartReader().readPart({ id: 1, file: unsized, from: 0, target: memory(0) });
    expect(read).toMatchObject({ failure: { code: 'SIZE_UNKNOWN' } });
  });
});
