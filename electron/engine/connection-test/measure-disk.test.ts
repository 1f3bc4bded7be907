import { readdir, rmdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { TransferError } from '../../../shared/errors/lanyard-error.ts';
import { diskInThisThread, DiskThreads, type StartDiskThread } from '../disk-thread/disk-threads.ts';
import { openStagingRegistry } from '../storage/staging-registry.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { measureDisk } from './measure-disk.ts';

const STOP = new TransferError('TRANSFER_CANCELLED', 'enough');

async function prepare(start: StartDiskThread = diskInThisThread) {
  const rootDir = await makeTempDir();
  const abort = new AbortController();
  const registry = openStagingRegistry(await makeTempDir());
  const threads = new DiskThreads(start);
  return { rootDir, abort, run: () => measureDisk({ rootDir, registry, threads, signal: abort.signal }) };
}

it('tells how fast a disk is, and leaves nothing there', async () => {
  const { rootDir, run } = await prepare();
  const { writeBytesPerSec, filesPerSec, readBytesPerSec } = await run();
  expect(writeBytesPerSec).toBeGreaterThan(0);
  expect(filesPerSec).toBeGreaterThan(0);
  // null where the file system has no way around the cache
  expect(readBytesPerSec).not.toBe(0);
  expect(await readdir(rootDir)).toEqual([]);
});

it('leaves nothing when it is ended in the middle', async () => {
  const { rootDir, abort, run } = await prepare(() => {
    const thread = diskInThisThread();
    const stage: typeof thread.calls.stage = async (order) => {
      const outcomes = await thread.calls.stage(order);
      abort.abort(STOP);
      return outcomes;
    };
    return { ...thread, calls: { ...thread.calls, stage } };
  });
  await expect(run()).rejects.toThrow('enough');
  expect(await readdir(rootDir)).toEqual([]);
});

it('tells what the disk says, and leaves nothing', async () => {
  const { rootDir, run } = await prepare(() => {
    const thread = diskInThisThread();
    const failed = { code: 'EIO', message: 'EIO: i/o error' };
    return { ...thread, calls: { ...thread.calls, stage: () => Promise.resolve([failed]) } };
  });
  await expect(run()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  expect(await readdir(rootDir)).toEqual([]);
});

it('tells of a folder that is not there', async () => {
  const { rootDir, run } = await prepare();
  await rmdir(rootDir);
  await expect(run()).rejects.toMatchObject({ code: 'STORAGE_MISSING' });
});
