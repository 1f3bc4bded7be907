import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { LanyardError } from '../../../shared/errors/lanyard-error.ts';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';
import { ROOT, STAGING, isStagingName } from './directories.ts';
import { DiskGate, type DiskUser } from './disk-gate.ts';
import { readDirectoryId, type FileId } from './file-id.ts';
import { readJson, writeJson } from './json-file.ts';
import { openDirectories } from './open-directories.ts';
import { removeStaging } from './staging.ts';
import { unresolvedVolumeOf } from './volumes.ts';

const FILE_NAME = 'staging.json';

/** Newest kept: directories on drives that never come back must not pile up. */
const MAX_ENTRIES = 200;

/** A drive that did not come back for so long is not ours to wait for. */
const MAX_AGE_MS = 90 * 24 * 60 * 60 * 1000;

const DECIMAL = z.string().regex(/^\d{1,20}$/);

const ENTRY = z.object({
  directory: z.string().refine((text) => path.isAbsolute(text) && isStagingName(path.basename(text))),
  dev: DECIMAL,
  ino: DECIMAL.nullable(),
  addedAtMs: z.number(),
});
const FILE = z.object({ version: z.literal(1), staging: z.array(ENTRY).max(MAX_ENTRIES) });

type Entry = z.infer<typeof ENTRY>;

async function readEntries(file: string): Promise<readonly Entry[]> {
  return (await readJson(file, FILE))?.staging ?? [];
}

function writeEntries(file: string, entries: readonly Entry[]): Promise<void> {
  // written for every look at a folder; after a power cut the journals still know what is worth knowing
  return writeJson(file, { version: 1, staging: entries.slice(-MAX_ENTRIES) }, { fsync: false });
}

/** Remembers which staging directories are in use, so that those of a killed run can be told and removed. */
export type StagingRegistry = ReturnType<typeof openStagingRegistry>;

/** The registry of one data directory. Only one per data directory and process. */
export function openStagingRegistry(dataDir: string) {
  const file = path.join(dataDir, FILE_NAME);
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined); // its caller has the error; the next one starts from the file
    return result;
  };
  const change = (edit: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> =>
    inTurn(async () => writeEntries(file, edit(await readEntries(file))));

  /** @param directory - absolute path of a staging directory; one that is known already is taken once */
  const add = (directory: string, { dev, ino }: FileId): Promise<void> =>
    change((entries) => [
      ...entries.filter((entry) => entry.directory !== directory),
      { directory, dev: dev.toString(), ino: ino?.toString() ?? null, addedAtMs: Date.now() },
    ]);
  const remove = (directory: string): Promise<void> =>
    change((entries) => entries.filter((entry) => entry.directory !== directory));
  return {
    add,
    /** @param directory - the same, about to be made: its name, which is random, is all that is known of it */
    async announce(directory: string): Promise<void> {
      const { dev } = await stat(path.dirname(directory), { bigint: true });
      await add(directory, { dev, ino: null });
    },
    remove,
    /** Removes a staging directory that nothing uses, with the parts in it; what cannot be removed is left to the sweep. */
    async discard(directory: string): Promise<void> {
      // after what was asked for before: Windows lets nobody replace a file that is being read
      const found = (await inTurn(() => readEntries(file))).find((entry) => entry.directory === directory);
      if (found && (await tryRemove(found)) !== 'later') await remove(directory);
    },
  };
}

type Outcome = 'removed' | 'not ours' | 'later';

/**
 * Removes one leftover. Its device number is no part of what makes it ours: after a restart of the computer the same
 * disk often has another. Its random name and the number of its inode are.
 */
async function removeLeftover({ directory, ino }: Entry): Promise<Outcome> {
  const identity = await readDirectoryId(directory);
  if (identity === null || (ino !== null && identity.ino?.toString() !== ino)) return 'not ours';
  const name = path.basename(directory);
  const records = new Map([[STAGING, { parent: ROOT, name, relativePath: `/${name}`, identity }]]);
  const directories = await openDirectories(path.dirname(directory), records);
  try {
    // only the very directory of that identity: `within` refuses any other
    await removeStaging(directories, records);
    return 'removed';
  } finally {
    await directories.close();
  }
}

/** Whether a directory that is not there may come back: its disk is not the one that stands at its path now. */
async function isDiskAway({ directory, dev }: Entry): Promise<boolean> {
  try {
    return (await stat(path.dirname(directory), { bigint: true })).dev.toString() !== dev;
  } catch {
    // the whole folder is gone or out of reach: perhaps another time
    return true;
  }
}

async function tryRemove(entry: Entry): Promise<Outcome> {
  try {
    return await removeLeftover(entry);
  } catch (error) {
    // another folder has its name, or a link
    if (error instanceof LanyardError && error.code === 'STORAGE_UNSAFE') return 'not ours';
    const isGone = ['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '');
    // held by another program, on a disk that is read-only for now, or for a reason that nobody thought of
    return isGone && !(await isDiskAway(entry)) ? 'not ours' : 'later';
  }
}

/** A share whose server is gone may not answer for ever, and must not keep the app from starting, nor all its threads. */
async function tryRemoveInTurn(entry: Entry, disks: DiskUser): Promise<Outcome> {
  try {
    return await disks.run(unresolvedVolumeOf(path.dirname(entry.directory)), () => tryRemove(entry));
  } catch {
    return 'later';
  }
}

/** What is to be kept of the list when those of `entries` that nobody refers to were removed or tried. */
async function sweepEntries(entries: readonly Entry[], isReferenced: (entry: Entry) => boolean, disks: DiskUser) {
  const outcomes = await Promise.all(
    entries.map(async (entry) => (isReferenced(entry) ? 'referenced' : tryRemoveInTurn(entry, disks))),
  );
  const oldestMs = Date.now() - MAX_AGE_MS;
  const kept = entries.filter((entry, i) => {
    return outcomes[i] === 'referenced' || (outcomes[i] === 'later' && entry.addedAtMs > oldestMs);
  });
  return { kept, removedCount: outcomes.filter((outcome) => outcome === 'removed').length };
}

/**
 * Removes the staging directories that an earlier run with this `dataDir` left behind and nobody refers to, and nothing
 * else. To be called once, before the first transfer. Never rejects; a disk that does not answer is left to a later run.
 *
 * @param referenced - staging directories that a transfer will go on with; of a path only the last name counts, which is
 * random and says it all
 * @returns how many were removed
 */
export async function sweepLeftovers(
  dataDir: string,
  referenced: ReadonlySet<string> = new Set(),
  disks = new DiskGate().user(),
): Promise<number> {
  const file = path.join(dataDir, FILE_NAME);
  const names = new Set([...referenced].map((text) => path.basename(text)));
  try {
    const entries = await readEntries(file);
    if (entries.length === 0) return 0;
    const { kept, removedCount } = await sweepEntries(
      entries,
      ({ directory }) => names.has(path.basename(directory)),
      disks,
    );
    await writeEntries(file, kept);
    return removedCount;
  } catch {
    // a data directory that can't be used is reported by those who need it; leftovers wait for the next start
    return 0;
  }
}
