import { mkdirSync, mkdtempSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../e2e/support/app-command.ts';
import type { MediumId } from './report/results.ts';
import { run } from './run.ts';

/** Numbers of statfs(2), by the names people know. */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x01021994: 'tmpfs',
  0x9123683e: 'btrfs',
  0x58465342: 'xfs',
  0x794c7630: 'overlay',
  0x2fc12fc1: 'zfs',
  0xf2f52010: 'f2fs',
};

/** Files of this size on average are gone at once; of smaller ones ext4 remembers for a while that they were there. */
const LARGE_BYTES = 256 * 1024;

/** A folder of its own on one medium, where sources, targets and the apps' own files are. */
export interface Place {
  readonly id: MediumId;
  readonly fileSystem: string;
  readonly directory: string;
  /** A new folder. */
  fresh(name: string): string;
  /** What was written before goes to the disk now, and does not disturb what is measured next. */
  settle(): Promise<void>;
  /** Removes what was moved: at once, or in the end where that would slow down what is made next. */
  retire(path: string, facts: { readonly files: number; readonly bytes: number }): void;
  remove(): void;
}

/** The place, or why there is none. `diskDir`: where the disk's is made; null: wherever there is a disk. */
export function findPlace(id: MediumId, diskDir: string | null): Place | string {
  const named = id === 'disk' ? diskDir : null;
  const parents = named !== null ? [named] : id === 'tmpfs' ? ['/dev/shm'] : [tmpdir(), join(ROOT, '.cache')];
  // a folder that somebody names is taken whatever is below it: the results say what that is
  const isFit = (path: string): boolean => path === named || (fileSystemOf(path) === 'tmpfs') === (id === 'tmpfs');
  const parent = parents.find((path) => fileSystemOf(path) !== null && isFit(path));
  const fileSystem = parent === undefined ? null : fileSystemOf(parent);
  if (parent === undefined || fileSystem === null) return `${parents.join(' and ')}: no ${id} there`;
  return makePlace(id, fileSystem, mkdtempSync(join(parent, 'lanyard-bench-')));
}

function makePlace(id: MediumId, fileSystem: string, directory: string): Place {
  const attic = join(directory, 'attic');
  mkdirSync(attic);
  let count = 0;
  const remove = (path: string): void => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  // a run that a signal ends must not leave gigabytes in memory
  process.once('exit', () => remove(directory));
  return {
    ...{ id, fileSystem, directory },
    fresh(name) {
      const path = join(directory, `${name}-${count++}`);
      mkdirSync(path);
      return path;
    },
    async settle() {
      if (id === 'disk') await run('sync', ['-f', directory]);
    },
    retire(path, { files, bytes }) {
      if (id === 'tmpfs' || bytes / files >= LARGE_BYTES) remove(path);
      else renameSync(path, join(attic, String(count++)));
    },
    remove: () => remove(directory),
  };
}

/** Null: there is no such folder. */
function fileSystemOf(path: string): string | null {
  try {
    const { type } = statfsSync(path);
    return FILE_SYSTEMS[type] ?? `file system ${type.toString(16)}`;
  } catch {
    return null;
  }
}
