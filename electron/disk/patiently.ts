import { setTimeout as pause } from 'node:timers/promises';
import { errnoOf } from '../../shared/errors/to-storage-error.ts';

/** How long to try again what fails only because another program looks at a file. */
export interface Patience {
  /** Names of system errors that say so, or may say so. */
  readonly held: ReadonlySet<string>;
  /** Milliseconds before each further try. */
  readonly waitsMs: readonly number[];
  readonly pause: (ms: number) => unknown;
}

/** Together two and a half seconds: virus scanners, indexers, backups and sync clients are done by then, on a busy computer too. */
const WAITS_MS = [10, 20, 40, 80, 160, 320, 640, 1280];

/** What Windows says of a name that somebody else has open. `ENOTEMPTY`: of a folder whose last file is still being removed. */
const HELD_ON_WINDOWS = ['EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY'];

/** Only Windows lets one program keep others from opening, renaming or removing a file. */
export function patienceOf(platform: NodeJS.Platform, held: readonly string[] = HELD_ON_WINDOWS): Patience {
  return { held: new Set(held), waitsMs: platform === 'win32' ? WAITS_MS : [], pause };
}

const USUAL = patienceOf(process.platform);

/** For a folder that may well hold something: not empty is an answer then. */
export const FOR_FULL_FOLDERS = patienceOf(
  process.platform,
  HELD_ON_WINDOWS.filter((errno) => errno !== 'ENOTEMPTY'),
);

/**
 * Opens, renames, replaces or removes something by `work`, again and again while somebody else holds it.
 *
 * @throws what `work` throws at last, or says at once for any other reason
 */
export async function patiently<T>(work: () => Promise<T>, { held, waitsMs, pause }: Patience = USUAL): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return await work();
    } catch (error) {
      if (!held.has(errnoOf(error) ?? '')) throw error;
    }
    await pause(waitMs);
  }
  return work();
}

function pauseThread(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** As `patiently`, for what has to be done before anything else is: the whole thread waits. */
export function patientlySync<T>(work: () => T, patience: Patience = { ...USUAL, pause: pauseThread }): T {
  for (const waitMs of patience.waitsMs) {
    try {
      return work();
    } catch (error) {
      if (!patience.held.has(errnoOf(error) ?? '')) throw error;
    }
    patience.pause(waitMs);
  }
  return work();
}
