import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { vi } from 'vitest';

const run = promisify(execFile);

/** Whether this process may mount: tests of full and read-only disks need to. */
export const CAN_MOUNT = process.platform === 'linux' && process.getuid?.() === 0;

/** A small disk of its own, in memory. */
export interface MountedDisk {
  remount(options: string): Promise<unknown>;
  unmount(): Promise<unknown>;
}

/** Mounts an empty file system at `directory`, which is made. */
export async function mountTmpfs(directory: string, options: string): Promise<MountedDisk> {
  await mkdir(directory, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', options, 'lanyard-test', directory]);
  return mounted(directory);
}

/** A disk on an image file. */
export interface ImageDisk extends MountedDisk {
  /** Repairs the file system as a system does at its start, and mounts it again. */
  mountAgain(): Promise<void>;
}

const TOOLS = { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } };

/**
 * Mounts a file system made by `mkfs` on an image file; null when this machine has no such tool or no such file system.
 */
export async function mountImage(
  directory: string,
  image: string,
  mkfs: readonly [string, ...string[]],
  size = '16M',
): Promise<ImageDisk | null> {
  await mkdir(directory, { recursive: true });
  const [tool, ...args] = mkfs;
  try {
    await run('truncate', ['-s', size, image]);
    await run(tool, [...args, image], TOOLS);
    await mount(tool, image, directory);
  } catch {
    // no tool, no module, no loop device: the caller skips and says so
    return null;
  }
  const mountAgain = async (): Promise<void> => {
    // its exit code says what it repaired
    await run('fsck', ['-y', image], TOOLS).catch(() => undefined);
    await mount(tool, image, directory);
  };
  return { ...mounted(directory), mountAgain };
}

/** By the kernel, or where that knows no FAT, by a program that speaks it. */
async function mount(mkfs: string, image: string, directory: string): Promise<void> {
  try {
    await run('mount', ['-o', 'loop', image, directory]);
  } catch (error) {
    if (mkfs === 'mkfs.exfat') await mountExfat(image, directory);
    else if (mkfs === 'mkfs.vfat') await run('fusefat', ['-o', 'rw+', image, directory], TOOLS);
    else throw error;
  }
}

async function mountExfat(image: string, directory: string): Promise<void> {
  const { stdout } = await run('losetup', ['-f', '--show', image], TOOLS);
  const device = stdout.trim();
  try {
    await run('mount.exfat-fuse', [device, directory], TOOLS);
  } finally {
    // in use until it is unmounted
    await run('losetup', ['-d', device], TOOLS);
  }
}

function mounted(directory: string): MountedDisk {
  return {
    remount: (options) => run('mount', ['-o', `remount,${options}`, directory]),
    // an engine that said that it paused may be closing its last file
    unmount: () => vi.waitFor(() => run('umount', [directory]), { timeout: 60_000 }),
  };
}

/** Makes a file or folder that not even root may change, or lets it be changed again. */
export async function setImmutable(path: string, isImmutable: boolean): Promise<void> {
  await run('chattr', [isImmutable ? '+i' : '-i', path]);
}

/** Makes a directory whose names differ by more than case, on an ext4 that can do that. */
export async function makeFoldingDirectory(directory: string): Promise<void> {
  await mkdir(directory);
  await run('chattr', ['+F', directory]);
}
