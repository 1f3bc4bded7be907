import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import type { IntakeState } from './intake-notes.ts';

/** Unix nanoseconds; null where the file system does not keep it. */
export function bornNsOf({ birthtimeNs }: BigIntStats): bigint | null {
  return birthtimeNs > 0n ? birthtimeNs : null;
}

/**
 * Which directories that stand in the way a resumed transfer may take for its own: killed between making one and noting
 * it, a run leaves one that is younger than its staging directory, and empty. Where notes were lost, it may hold what was
 * placed in it.
 */
export function mayBeLost(
  resumption: { readonly state: IntakeState; readonly bornNs: bigint | null } | null,
): (path: string) => Promise<boolean> {
  if (resumption === null) return () => Promise.resolve(false);
  const { state, bornNs } = resumption;
  return async (path) => {
    const stats = await lstat(path, { bigint: true });
    const bornHereNs = bornNsOf(stats);
    if (!stats.isDirectory() || bornNs === null || bornHereNs === null || bornHereNs < bornNs) return false;
    return state.hasLostNotes || (await readdir(path)).length === 0;
  };
}
