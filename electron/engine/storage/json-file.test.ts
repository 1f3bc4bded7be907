import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readJson, writeJson } from './json-file.ts';

const SCHEMA = z.object({ name: z.string() });

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lanyard-json-'));
  file = path.join(directory, 'new', 'thing.json');
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function writeText(text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

describe('writeJson()', () => {
  it('can be read back', async () => {
    await writeJson(file, { name: 'Ada' });
    expect(await readJson(file, SCHEMA)).toEqual({ name: 'Ada' });
  });

  it.skipIf(process.platform === 'win32')('can be read by this user only', async () => {
    await writeJson(file, { name: 'Ada' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
  });

  it.skipIf(process.platform === 'win32')('makes a file private that was not', async () => {
    await writeText('{}');
    await writeJson(file, { name: 'Ada' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('leaves one whole file, however many write at once', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(5000));
    await Promise.all(names.map((name) => writeJson(file, { name })));
    expect(names).toContain((await readJson(file, SCHEMA))?.name);
    expect(await readdir(path.dirname(file))).toEqual(['thing.json']);
  });

  it('says when the place is no folder', async () => {
    await writeFile(path.join(directory, 'new'), '');
    await expect(writeJson(file, {})).rejects.toMatchObject({ code: expect.stringMatching(/^STORAGE_/) as unknown });
  });
});

describe('readJson()', () => {
  it('waits for a file that another program has for itself', async () => {
    // a folder stands for it: reading fails, and then does not
    await mkdir(file, { recursive: true });
    const pause = async (): Promise<void> => {
      await rmdir(file);
      await writeText('{"name":"Ada"}');
    };
    const patience = { held: new Set(['EISDIR', 'EPERM']), waitsMs: [1], pause };
    expect(await readJson(file, SCHEMA, patience)).toEqual({ name: 'Ada' });
  });

  it('gives undefined when there is no file', async () => {
    expect(await readJson(file, SCHEMA)).toBeUndefined();
  });

  it.each(['', '{"name":', '{"name":1}', 'null', '\u0000'])('sets a broken file aside: %j', async (text) => {
    await writeText(text);
    expect(await readJson(file, SCHEMA)).toBeUndefined();
    expect(await readdir(path.dirname(file))).toEqual(['thing.json.broken-1']);
    expect(await readFile(`${file}.broken-1`, 'utf8')).toBe(text);
    expect(await readJson(file, SCHEMA)).toBeUndefined();
  });

  it('keeps every broken file up to a limit, never overwriting one', async () => {
    for (let i = 0; i < 25; i += 1) {
      await writeText(`broken ${i}`);
      expect(await readJson(file, SCHEMA)).toBeUndefined();
    }
    expect(await readdir(path.dirname(file))).toHaveLength(20);
    expect(await readFile(`${file}.broken-1`, 'utf8')).toBe('broken 0');
  });

  it('fails for a file that cannot be read, and leaves it', async () => {
    await mkdir(file, { recursive: true });
    await expect(readJson(file, SCHEMA)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await readdir(path.dirname(file))).toEqual(['thing.json']);
  });
});
