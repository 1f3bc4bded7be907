/**
 * - `urgent`: somebody verified before was just heard, or just vanished
 * - `hinted`: an id that was only heard of; anybody can make up thousands
 * - `background`: nobody heard of it lately
 */
export type DialPriority = 'urgent' | 'hinted' | 'background';

const PRIORITIES: readonly DialPriority[] = ['urgent', 'hinted', 'background'];
/** Dials at a time of this priority and the lower ones: made-up ids never hold up a real peer. */
const SLOTS: Readonly<Record<DialPriority, number>> = { urgent: 4, hinted: 3, background: 2 };

interface Waiting {
  readonly priority: DialPriority;
  readonly run: () => Promise<void>;
}

const isAtMost = (a: DialPriority, b: DialPriority): boolean => PRIORITIES.indexOf(a) >= PRIORITIES.indexOf(b);

/** At most 4 dials at a time, the most promising first. `run` must not reject. */
export function createDialQueue() {
  const waiting = new Map<string, Waiting>();
  const running: DialPriority[] = [];

  const startNext = (): void => {
    for (const priority of PRIORITIES) {
      if (running.filter((one) => isAtMost(one, priority)).length >= SLOTS[priority]) continue;
      const next = [...waiting].find(([, one]) => one.priority === priority);
      if (next) return start(...next);
    }
  };
  const start = (key: string, { priority, run }: Waiting): void => {
    waiting.delete(key);
    running.push(priority);
    void run().finally(() => {
      running.splice(running.indexOf(priority), 1);
      startNext();
    });
    startNext();
  };

  return {
    /** Runs `run` when a slot is free. A second one with the same key takes the first one's place, and its better priority. */
    add: (key: string, priority: DialPriority, run: () => Promise<void>): void => {
      const before = waiting.get(key)?.priority ?? priority;
      waiting.set(key, { priority: isAtMost(before, priority) ? priority : before, run });
      startNext();
    },
    /** Takes it out if it has not begun. */
    remove: (key: string): void => void waiting.delete(key),
    stop: (): void => waiting.clear(),
  };
}
