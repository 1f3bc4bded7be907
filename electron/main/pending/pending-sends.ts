import { basename } from 'node:path';
import type { PendingSend } from '../../../shared/model/pending-send.ts';

/** Files from a command line or a file manager that wait for a peer. A later lot replaces an earlier one. */
export interface PendingSends {
  current(): PendingSend | null;
  /** The paths of the lot with this id; null: it waits no longer. */
  pathsOf(id: number): readonly string[] | null;
  /** The lot with this id waits no longer. One that came since stays. */
  forget(id: number): void;
  /** @param paths - absolute, existing, at least one */
  put(paths: readonly string[]): void;
}

/** @param onChanged - told what waits after each change */
export function createPendingSends(onChanged: (pending: PendingSend | null) => void): PendingSends {
  let lot: { readonly shown: PendingSend; readonly paths: readonly string[] } | null = null;
  let lastId = 0;

  return {
    current: () => lot?.shown ?? null,
    pathsOf: (id) => (lot?.shown.id === id ? lot.paths : null),
    forget(id) {
      if (lot?.shown.id !== id) return;
      lot = null;
      onChanged(null);
    },
    put(paths) {
      const [first] = paths;
      if (first === undefined) return;
      lastId += 1;
      // a drive or the root has no name of its own
      lot = { shown: { id: lastId, title: basename(first) || first, itemCount: paths.length }, paths };
      onChanged(lot.shown);
    },
  };
}
