import { mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MTIME_MS, sha256Hex } from '../storage/testing/receive.ts';
import { WRONG_BYTES } from './disk-failure.ts';
import type { FileToStage } from './disk-functions.ts';
import { nameFiles, stageFiles, unstageFiles } from './stage-files.ts';

let staging: string;

beforeEach(async () => {
  staging = await realpath(await mkdtemp(path.join(tmpdir(), 'lanyard-stage-')));
});

afterEach(() => rm(staging, { recursive: true }));

function fileOf(index: number, text: string, sha256 = sha256Hex(text)): FileToStage {
  return { index, bytes: Buffer.from(text), sha256, mtimeMs: MTIME_MS };
}

const inside = (name: string): string => path.join(staging, name);

describe('staging', () => {
  it('writes each file with its bytes and its time', async () => {
    const files = [fileOf(3, 'three'), fileOf(7, '')];
    expect(stageFiles({ staging, files, mark: null })).toEqual([null, null]);
    expect(await readFile(inside('3.part'), 'utf8')).toBe('three');
    expect((await stat(inside('7.part'))).size).toBe(0);
    expect((await stat(inside('3.part'))).mtimeMs).toBe(MTIME_MS);
  });

  it('writes nothing of bytes that have another hash, and goes on with the next file', async () => {
    const files = [fileOf(0, 'x', sha256Hex('y')), fileOf(1, 'z')];
    const [wrong, right] = stageFiles({ staging, files, mark: null });
    expect(wrong).toMatchObject({ code: WRONG_BYTES });
    expect(right).toBeNull();
    expect(await readdir(staging)).toEqual(['1.part']);
  });

  it('takes no name that something has, and leaves that alone', async () => {
    await writeFile(inside('target'), 'mine');
    await symlink('target', inside('0.part'));
    const [outcome] = stageFiles({ staging, files: [fileOf(0, 'x')], mark: null });
    expect(outcome).toMatchObject({ code: 'EEXIST' });
    expect(await readFile(inside('target'), 'utf8')).toBe('mine');
  });

  it('tells each file why it failed when staging is gone', () => {
    const files = [fileOf(0, 'x'), fileOf(1, 'y')];
    const outcomes = stageFiles({ staging: inside('gone'), files, mark: null });
    expect(outcomes.map((outcome) => outcome?.code)).toEqual(['ENOENT', 'ENOENT']);
  });

  it('writes the mark of where it came from beside the bytes, and gives the file its time after that', async () => {
    stageFiles({ staging, files: [fileOf(0, 'x')], mark: { suffix: ':mark', text: 'from elsewhere' } });
    expect(await readFile(inside('0.part:mark'), 'utf8')).toBe('from elsewhere');
    expect((await stat(inside('0.part'))).mtimeMs).toBe(MTIME_MS);
  });
});

describe('naming', () => {
  it('gives a second name, never over anything', async () => {
    stageFiles({ staging, files: [fileOf(0, 'a'), fileOf(1, 'b')], mark: null });
    await writeFile(inside('taken'), 'mine');
    const files = [
      { index: 0, final: inside('free') },
      { index: 1, final: inside('taken') },
    ];
    const outcomes = nameFiles({ staging, files });
    expect(outcomes.map((outcome) => outcome?.code)).toEqual([undefined, 'EEXIST']);
    expect(await readFile(inside('free'), 'utf8')).toBe('a');
    expect(await readFile(inside('taken'), 'utf8')).toBe('mine');
    expect((await stat(inside('free'))).nlink).toBe(2);
  });

  it('leaves the final name when the staging name goes, and minds none that is gone', async () => {
    stageFiles({ staging, files: [fileOf(0, 'a')], mark: null });
    nameFiles({ staging, files: [{ index: 0, final: inside('final') }] });
    unstageFiles(staging, [5, 0]);
    expect(await readdir(staging)).toEqual(['final']);
  });
});
