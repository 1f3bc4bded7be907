import { lstat } from 'node:fs/promises';
import { IPC_LIMITS } from '../../../shared/ipc/limits.ts';
import type { NamedFiles } from './file-arguments.ts';

/** Looks at a time; a disk over the network should not wait for ten thousand, one after the other. */
const LOOKS_AT_ONCE = 64;

/** What of a command line can be sent. */
export interface FoundFiles {
  /** Absolute, existing, no more than the page could drop at once. */
  readonly paths: readonly string[];
  /** Names of things that are not there, or not on this computer. */
  readonly missingCount: number;
  /** There were more than {@link IPC_LIMITS}.paths. */
  readonly isCut: boolean;
}

/** Leaves out what does not exist. Links are looked at, not followed: the engine says what it thinks of them. */
export async function findFiles(named: NamedFiles, maxPaths: number = IPC_LIMITS.paths): Promise<FoundFiles> {
  const wanted = named.paths.slice(0, maxPaths);
  const there: string[] = [];
  for (let from = 0; from < wanted.length; from += LOOKS_AT_ONCE) {
    const some = wanted.slice(from, from + LOOKS_AT_ONCE);
    const exists = await Promise.all(some.map(isThere));
    there.push(...some.filter((_path, index) => exists[index]));
  }
  return {
    paths: there,
    missingCount: named.unusableCount + wanted.length - there.length,
    isCut: named.paths.length > maxPaths,
  };
}

async function isThere(path: string): Promise<boolean> {
  if (path.length > IPC_LIMITS.pathUnits) return false;
  try {
    await lstat(path);
    return true;
  } catch {
    // not there, or in a folder that we may not read: nothing that we could send
    return false;
  }
}
