/** A transfer that did not move for so long is given up; one that has ended is forgotten. */
export const JOURNAL_LIFE_MS = 7 * 24 * 60 * 60 * 1000;

/** Ended transfers remembered, so that a sender that did not hear the end learns it. */
export const MAX_ENDED_JOURNALS = 200;

interface Aged {
  readonly state: string;
  /** Unix time. */
  readonly lastChangedAtMs: number;
}

const ENDED: ReadonlySet<string> = new Set(['finished', 'cancelled', 'expired', 'failed']);

/** Whether nothing more comes of the transfer of this journal. */
export function isEndedJournal({ state }: Pick<Aged, 'state'>): boolean {
  return ENDED.has(state);
}

/** The ended journals to be removed: those older than 7 days, and all but the newest 200. */
export function chooseForgotten<Journal extends Aged>(
  journals: readonly Journal[],
  nowMs: number,
): ReadonlySet<Journal> {
  const ended = journals.filter(isEndedJournal).sort((a, b) => b.lastChangedAtMs - a.lastChangedAtMs);
  // a clock that was set back makes nothing old
  const isOld = ({ lastChangedAtMs }: Journal): boolean => nowMs - lastChangedAtMs > JOURNAL_LIFE_MS;
  return new Set(ended.filter((journal, rank) => rank >= MAX_ENDED_JOURNALS || isOld(journal)));
}
