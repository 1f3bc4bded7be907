import type { PendingSend } from '../../../shared/model/pending-send.ts';

/** Files from a command line or a file manager that wait for a peer. A later lot replaces an earlier one. */
export interface PendingSends {
  current(): PendingSend | null;
  /** The paths of the lot with this id, which then waits no longer; null: it waits no longer already. */
  take(id: number): readonly string[] | null;
  /** @param paths - absolute, existing */
  put(paths: readonly string[]): void;
}

/** @param onChanged - told what waits after each change */
export function createPendingSends(_onChanged: (pending: PendingSend | null) => void): PendingSends {
  return { current: () => null, take: () => null, put: () => undefined };
}
