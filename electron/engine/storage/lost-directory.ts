import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import type { Resumption } from './receive-notes.ts';

/** Unix nanoseconds; null where the file system does not keep it. */
export function bornNsOf({ birthtimeNs }: BigIntStats): bigint | null {
  return birthtimeNs > 0n ? birthtimeNs : null;
}

/** Whether a directory that stands in the way is used, and whether it gets the sender's time as one that we made. */
export type Adoption = 'no' | 'as-it-is' | 'as-ours';

/**
 * Which directories that stand in the way a resumed transfer may take for its own: killed between making one and noting
 * it, a run leaves one that is younger than its staging directory, and empty. Where notes were lost, it may hold what was
 * placed in it.
 */
export function mayBeLost(resumption: Resumption | null): (path: string) => Promise<Adoption> {
  if (resumption === null) return () => Promise.resolve('no');
  const { state, bornNs } = resumption;
  return async (path) => {
    const stats = await lstat(path, { bigint: true });
    const bornHereNs = bornNsOf(stats);
    if (!stats.isDirectory() || bornNs === null || bornHereNs === null || bornHereNs < bornNs) return 'no';
    if ((await readdir(path)).length === 0) return 'as-ours';
    return state.hasLostNotes ? 'as-it-is' : 'no';
  };
}
