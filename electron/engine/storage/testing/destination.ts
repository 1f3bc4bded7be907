import type { Destination } from '../commit-file.ts';
import type { Directories } from '../directories.ts';
import { DirectoryTree } from '../directory-tree.ts';
import { FilePlaces } from '../file-places.ts';
import { createOriginMark } from '../origin-mark.ts';
import { choosePlacing } from '../place-file.ts';
import { NO_TRASH } from '../replace-standing.ts';
import { DiskThreads, diskInThisThread } from '../../disk-thread/disk-threads.ts';
import { GroupFlush } from '../group-flush.ts';
import { fileEntry } from './receive.ts';
import { MemoryNotes } from './memory-notes.ts';

/** A transfer of the files `names` into `directory`, where its staging files are as well. Compares, replaces nothing. */
export function makeDestination(
  directory: string,
  names: readonly string[],
  changes: Partial<Destination> = {},
): Destination {
  const directories: Directories = { within: (_, work) => work(directory), close: () => Promise.resolve() };
  const traits = { rules: 'posix', isCaseInsensitive: false, isNormalizing: false, maxNameBytes: 255 } as const;
  const plan = { traits, names, safePaths: names, parents: names.map(() => -1) };
  const notes = changes.notes ?? new MemoryNotes();
  const suffixes = new Map<string, number>();
  const mayAdopt = () => Promise.resolve('no' as const);
  const tree = new DirectoryTree({
    directories,
    records: new Map(),
    plan,
    suffixes,
    hasStableIds: true,
    mayAdopt,
    notes,
  });
  return {
    rootDir: directory,
    entries: names.map((name) => fileEntry(name, '')),
    plan,
    directories,
    tree,
    suffixes,
    places: new FilePlaces(directory, notes, traits),
    placing: choosePlacing(true),
    disk: new DiskThreads(diskInThisThread).of(''),
    flushes: new GroupFlush((indexes) => Promise.resolve(indexes.map(() => null))),
    mark: createOriginMark('linux'),
    notes,
    maxCompared: 32,
    replaces: () => false,
    trash: NO_TRASH,
    replacing: new Set(),
    isStopped: () => false,
    ...changes,
  };
}
