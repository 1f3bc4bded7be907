import { statfs } from 'node:fs/promises';
import type { Look } from '../../disk-thread/look-at.ts';
import type { DiskUser } from '../../storage/disk-gate.ts';
import { volumeOf } from '../../storage/volumes.ts';

/**
 * File systems of Linux that may give a file another number the next time it is looked at, although nobody touched it:
 * FAT, exFAT, FUSE, the three names of SMB, 9P; folders that VirtualBox, Parallels and VMware share.
 */
const FORGETFUL: ReadonlySet<number> = new Set([
  0x4d44, 0x2011bab0, 0x65735546, 0xff534d42, 0xfe534d42, 0x517b, 0x01021997, 0x786f4256, 0x7c7c6673, 0xbacbacbc,
]);

/** Tells which files have a number that stays. */
export class LastingInodes {
  readonly #disks: DiskUser;
  readonly #isLasting = new Map<bigint, Promise<boolean>>();

  constructor(disks: DiskUser) {
    this.#disks = disks;
  }

  /** The number of the file at `path`; null when it says nothing. */
  async of(path: string, { dev, ino }: Pick<Look, 'dev' | 'ino'>): Promise<bigint | null> {
    const isLasting = this.#isLasting.get(dev) ?? this.#ask(path);
    this.#isLasting.set(dev, isLasting);
    return ino !== 0n && (await isLasting) ? ino : null;
  }

  #ask(path: string): Promise<boolean> {
    if (process.platform !== 'linux') return Promise.resolve(true);
    return this.#disks
      .run(volumeOf(path), () => statfs(path))
      .then(
        ({ type }) => !FORGETFUL.has(type),
        () => false,
      );
  }
}
