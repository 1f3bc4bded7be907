import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeVolume, readFreeBytes } from './volume.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lanyard-volume-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

describe('probeVolume()', () => {
  it('leaves nothing behind', async () => {
    await probeVolume(directory);
    expect(await readdir(directory)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('knows an ordinary Linux volume', async () => {
    const traits = { rules: 'posix', isCaseInsensitive: false, isNormalizing: false, hasHardLinks: true };
    expect(await probeVolume(directory)).toEqual(traits);
  });
});

describe('readFreeBytes()', () => {
  it('says how much may be written, or that it is not known', async () => {
    expect(await readFreeBytes(directory)).toBeGreaterThan(0);
    expect(await readFreeBytes(path.join(directory, 'none'))).toBeNull();
  });
});
