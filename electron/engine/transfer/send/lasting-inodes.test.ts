import type * as FsPromises from 'node:fs/promises';
import { lstat, statfs } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { DiskGate } from '../../storage/disk-gate.ts';
import { LastingInodes } from './lasting-inodes.ts';

vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof FsPromises>()),
  statfs: vi.fn(),
}));

async function numberOn(type: number): Promise<bigint | null> {
  const stats = await lstat(import.meta.filename, { bigint: true });
  vi.mocked(statfs).mockResolvedValue({ type } as never);
  return new LastingInodes(new DiskGate().user()).of(import.meta.filename, stats);
}

describe.runIf(process.platform === 'linux')('the number of a file', () => {
  it.each([
    ['ext4', 0xef53],
    ['btrfs', 0x9123683e],
    ['NFS', 0x6969],
    ['overlayfs', 0x794c7630],
  ])('stays on %s', async (_, type) => {
    expect(await numberOn(type)).not.toBeNull();
  });

  it.each([
    ['FAT', 0x4d44],
    ['FUSE', 0x65735546],
    ['a folder that VirtualBox shares', 0x786f4256],
    ['a folder that Parallels shares', 0x7c7c6673],
    ['a folder that VMware shares', 0xbacbacbc],
  ])('says nothing on %s', async (_, type) => {
    expect(await numberOn(type)).toBeNull();
  });
});
