import { basename } from 'node:path';
import { IPC_LIMITS } from '../../../shared/ipc/limits.ts';
import type { PendingSend } from '../../../shared/model/pending-send.ts';

/**
 * Milliseconds between two starts of Lanyard that belong to one selection. Explorer starts a program once for each file,
 * a tenth of a second apart; it is the moment of the start that counts, however long the start then takes.
 */
const ONE_SELECTION_MS = 3_000;

/**
 * Files from a command line or a file manager that wait for a peer. A later lot replaces an earlier one, except that what
 * was started together is one lot.
 */
export interface PendingSends {
  current(): PendingSend | null;
  /** The paths of the lot with this id; null: it waits no longer. */
  pathsOf(id: number): readonly string[] | null;
  /**
   * The lot with this id waits no longer. One that came since stays, and so does what was added to it behind its first
   * `count` paths: that is a new lot.
   */
  forget(id: number, count?: number): void;
  /**
   * @param paths - absolute, existing, at least one
   * @param startedAtMs - when the program was started that named them
   * @returns how many were not taken, because there are {@link IPC_LIMITS}.paths
   */
  put(paths: readonly string[], startedAtMs: number): number;
}

interface Lot {
  readonly shown: PendingSend;
  readonly paths: readonly string[];
  /** Of the last start that added to it. */
  readonly startedAtMs: number;
}

/** @param onChanged - told what waits after each change */
export function createPendingSends(onChanged: (pending: PendingSend | null) => void): PendingSends {
  let lot: Lot | null = null;
  let lastId = 0;

  function set(id: number, paths: readonly string[], startedAtMs: number): void {
    const [first] = paths;
    if (first === undefined) return;
    lastId = Math.max(lastId, id);
    // a drive or the root has no name of its own
    lot = { shown: { id, title: basename(first) || first, itemCount: paths.length }, paths, startedAtMs };
    onChanged(lot.shown);
  }

  return {
    current: () => lot?.shown ?? null,
    pathsOf: (id) => (lot?.shown.id === id ? lot.paths : null),
    forget(id, count = Infinity) {
      if (lot?.shown.id !== id) return;
      const { paths, startedAtMs } = lot;
      lot = null;
      if (paths.length > count) set(lastId + 1, paths.slice(count), startedAtMs);
      else onChanged(null);
    },
    put(added, startedAtMs) {
      const isSame = lot !== null && Math.abs(startedAtMs - lot.startedAtMs) <= ONE_SELECTION_MS;
      if (lot === null || !isSame) {
        set(lastId + 1, added, startedAtMs);
        return 0;
      }
      const all = [...new Set([...lot.paths, ...added])];
      set(lot.shown.id, all.slice(0, IPC_LIMITS.paths), Math.max(lot.startedAtMs, startedAtMs));
      return Math.max(0, all.length - IPC_LIMITS.paths);
    },
  };
}
