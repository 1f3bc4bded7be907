import { mkdtemp, open, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFlusher } from './flush-staged.ts';

const MANY = Array.from({ length: 8 }, (_, index) => index);

let staging: string;
/** A folder for temporary files may be. */
const isMemory = () => false;

beforeEach(async () => {
  staging = await realpath(await mkdtemp(path.join(tmpdir(), 'lanyard-flush-')));
  for (const index of MANY) await writeFile(path.join(staging, `${index}.part`), 'x');
});

afterEach(() => rm(staging, { recursive: true }));

describe.runIf(process.platform === 'linux')('a flush of many files', () => {
  it('is one flush of their disk', async () => {
    const flushAll = vi.fn(() => Promise.resolve());
    expect(await createFlusher({ flushAll, isMemory }).flush(staging, MANY)).toEqual(MANY.map(() => null));
    expect(flushAll).toHaveBeenCalledExactlyOnceWith(staging, expect.any(Number));
  });

  it('asks each file when that fails, as it may have failed for a file of somebody else', async () => {
    const flusher = createFlusher({ flushAll: () => Promise.reject(new Error('EIO')), isMemory });
    const outcomes = await flusher.flush(staging, [...MANY, 99]);
    expect(outcomes.map((outcome) => outcome?.code)).toEqual([...MANY.map(() => undefined), 'ENOENT']);
  });

  it('leaves a disk that did not do it in time alone for a minute', async () => {
    let nowMs = 0;
    const flushAll = vi.fn(() => Promise.reject(new Error('busy')));
    const flusher = createFlusher({ flushAll, nowMs: () => nowMs, isMemory });
    await flusher.flush(staging, MANY);
    nowMs = 59_999;
    await flusher.flush(staging, MANY);
    expect(flushAll).toHaveBeenCalledTimes(1);
    nowMs = 60_000;
    await flusher.flush(staging, MANY);
    expect(flushAll).toHaveBeenCalledTimes(2);
  });

  it('is one of each file where they are few', async () => {
    const flushAll = vi.fn(() => Promise.resolve());
    expect(await createFlusher({ flushAll, isMemory }).flush(staging, [0, 1])).toEqual([null, null]);
    expect(flushAll).not.toHaveBeenCalled();
  });

  it('really works by the program of the system, in a directory that only a handle leads to', async () => {
    const handle = await open(staging);
    try {
      // asked for itself, the one that is not there would fail
      const outcomes = await createFlusher({ isMemory }).flush(`/proc/self/fd/${handle.fd}`, [...MANY, 99]);
      expect(outcomes).toEqual([...MANY, 99].map(() => null));
    } finally {
      await handle.close();
    }
  });

  it('is no work in memory', async () => {
    const memory = await mkdtemp('/dev/shm/lanyard-flush-');
    const flushAll = vi.fn(() => Promise.resolve());
    try {
      expect(await createFlusher({ flushAll }).flush(memory, MANY)).toEqual(MANY.map(() => null));
      expect(flushAll).not.toHaveBeenCalled();
    } finally {
      await rm(memory, { recursive: true });
    }
  });
});

it('tells of each file that cannot be flushed', async () => {
  const nowhere = path.join(tmpdir(), 'lanyard-nowhere');
  const outcomes = await createFlusher().flush(nowhere, [0]);
  expect(outcomes.map((outcome) => outcome?.code)).toEqual(['ENOENT']);
});
