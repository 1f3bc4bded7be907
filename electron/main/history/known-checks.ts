import type { HistoryCheck } from '../../../shared/model/history.ts';

/** What the history's thread last said of its checks, for pages that ask later. */
export interface KnownChecks {
  readonly current: () => readonly HistoryCheck[];
  readonly replace: (checks: readonly HistoryCheck[]) => void;
  /** The thread has died: what ran is said to have failed, what had ended is forgotten with its list of files. */
  readonly abandon: () => void;
}

/** @param onChanged - told all of them after every change */
export function createKnownChecks(onChanged: (checks: readonly HistoryCheck[]) => void): KnownChecks {
  let known: readonly HistoryCheck[] = [];
  const replace = (checks: readonly HistoryCheck[]): void => {
    known = checks;
    onChanged(known);
  };
  return {
    current: () => known,
    replace,
    abandon() {
      if (known.length === 0) return;
      const cutShort = known.filter(({ state }) => state === 'queued' || state === 'running');
      replace(cutShort.map((check) => ({ ...check, state: 'failed' })));
    },
  };
}
