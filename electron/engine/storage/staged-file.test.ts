import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ALIGN_BYTES, allocateAligned, isAligned } from './aligned-memory.ts';
import { createStagedFile, StagedFile } from './staged-file.ts';

const LARGE_BYTES = 32 * 1024 * 1024;

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lanyard-staged-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Random bytes in memory that direct I/O takes, or, one byte further, does not. */
function bytesOf(lengthBytes: number, isFit: boolean): Uint8Array {
  const memory = allocateAligned(Math.ceil((lengthBytes + 1) / 65_536) * 65_536);
  const bytes = memory.subarray(isFit ? 0 : 1, (isFit ? 0 : 1) + lengthBytes);
  bytes.set(randomBytes(lengthBytes));
  return bytes;
}

async function written(expectedBytes: number, calls: readonly (readonly Uint8Array[])[]): Promise<Buffer> {
  const path = join(directory, `${randomBytes(6).toString('hex')}.part`);
  const file = await createStagedFile(path, expectedBytes);
  for (const chunks of calls) await file.append(chunks);
  await file.sync();
  await file.close();
  return readFile(path);
}

describe('StagedFile', () => {
  it('holds the same bytes whatever way each piece went to the disk', async () => {
    const fit = (): Uint8Array => bytesOf(64 * ALIGN_BYTES, true);
    const unfit = (lengthBytes: number): Uint8Array => bytesOf(lengthBytes, false);
    const calls = [
      [fit()],
      [fit(), fit()],
      [unfit(ALIGN_BYTES)],
      [fit(), unfit(2 * ALIGN_BYTES), fit()],
      [unfit(100)],
      [fit()],
      [bytesOf(5, true), fit()],
      [],
    ];
    const expected = Buffer.concat(calls.flat());
    expect((await written(LARGE_BYTES, calls)).equals(expected)).toBe(true);
    expect((await written(expected.length, calls)).equals(expected)).toBe(true);
  });

  it('takes more buffers than one system call does', async () => {
    const memory = bytesOf(2500 * ALIGN_BYTES, true);
    const chunks = Array.from({ length: 2500 }, (_, at) => memory.subarray(at * ALIGN_BYTES, (at + 1) * ALIGN_BYTES));
    expect((await written(LARGE_BYTES, [chunks])).equals(Buffer.concat(chunks))).toBe(true);
  });

  it('refuses a name that is taken', async () => {
    const path = join(directory, 'taken');
    await (await createStagedFile(path, 1)).close();
    await expect(createStagedFile(path, 1)).rejects.toMatchObject({ code: 'EEXIST' });
  });
});

describe('a disk that cannot do all of it', () => {
  async function failing(call: 'sync' | 'datasync' | 'utimes', errno: string): Promise<StagedFile> {
    const handle = await open(join(directory, randomBytes(6).toString('hex')), 'wx+');
    vi.spyOn(handle, call).mockRejectedValue(Object.assign(new Error(errno), { code: errno }));
    return new StagedFile(handle, null);
  }

  it.each(['ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'ENOSYS', 'ENOTTY'])(
    'has no way to flush (%s): nothing is lost',
    async (errno) => {
      const file = await failing('sync', errno);
      await file.append([randomBytes(10)]);
      await file.sync();
      expect(file.hasLostBytes).toBe(false);
      await file.close();
    },
  );

  it.each(['EIO', 'ENOSPC', 'EDQUOT', 'ENODEV', 'EUNHEARDOF'])(
    'could not flush (%s): bytes may be lost',
    async (errno) => {
      const file = await failing('sync', errno);
      await expect(file.sync()).rejects.toMatchObject({ code: errno });
      expect(file.hasLostBytes).toBe(true);
      await file.close();
    },
  );

  it('has no way to flush while more is being written', async () => {
    const file = await failing('datasync', 'EINVAL');
    for (let written = 0; written <= 64; written += 1) await file.append([randomBytes(1024 * 1024)]);
    await file.sync();
    await file.close();
  });

  it.each(['EACCES', 'EPERM', 'EIO', 'ENOSYS', 'EUNHEARDOF'])(
    'sets no times (%s): the file is none the worse',
    async (errno) => {
      const file = await failing('utimes', errno);
      await file.setTime(0);
      await file.close();
    },
  );
});

describe('isAligned()', () => {
  it('is true only for whole blocks of aligned memory', () => {
    const memory = allocateAligned(65_536);
    expect(isAligned(memory)).toBe(true);
    expect(isAligned(memory.subarray(ALIGN_BYTES, 3 * ALIGN_BYTES))).toBe(true);
    expect(isAligned(memory.subarray(1, 1 + ALIGN_BYTES))).toBe(false);
    expect(isAligned(memory.subarray(0, ALIGN_BYTES + 1))).toBe(false);
    expect(isAligned(new Uint8Array(ALIGN_BYTES))).toBe(false);
  });
});
