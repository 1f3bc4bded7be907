import type { TransferId } from '../../../shared/model/ids.ts';
import { isQueued, type Transfer } from '../../../shared/model/transfer.ts';

/** Milliseconds after "it goes on" in which a connection that comes and goes says nothing more. */
export const QUIET_MS = 30_000;

type News = 'waiting' | 'goesOn';

/** Tells when a transfer begins to wait for its device, and when it goes on. */
export interface LinkNews {
  note(before: Transfer | undefined, now: Transfer): void;
  /** Says nothing more. */
  stop(): void;
}

interface Told {
  /** How it stands, as far as anybody heard or needs to hear. */
  said: News | null;
  now: Transfer;
  quiet: ReturnType<typeof setTimeout> | null;
}

/** @param say - told at once, but not again within {@link QUIET_MS}; then how it stands, if that was not said yet */
export function startLinkNews(say: (news: News, transfer: Transfer) => void): LinkNews {
  const told = new Map<TransferId, Told>();

  function forget(id: TransferId): void {
    const entry = told.get(id);
    if (entry?.quiet !== null) clearTimeout(entry?.quiet);
    told.delete(id);
  }
  function tell(entry: Told): void {
    if (entry.quiet !== null) return;
    const news = newsOf(entry.now);
    if (news === entry.said) return;
    entry.said = news;
    say(news, entry.now);
    if (news === 'goesOn') entry.quiet = setTimeout(() => endQuiet(entry), QUIET_MS);
  }
  function endQuiet(entry: Told): void {
    entry.quiet = null;
    if (newsOf(entry.now) === 'goesOn') told.delete(entry.now.id);
    else tell(entry);
  }

  return {
    note(before, now) {
      const entry = told.get(now.id);
      if (!isLinked(now)) forget(now.id);
      else if (entry) {
        entry.now = now;
        tell(entry);
      } else if (now.state === 'waiting' || before?.state === 'paused') {
        const fresh: Told = { said: knownBefore(before), now, quiet: null };
        told.set(now.id, fresh);
        tell(fresh);
      }
    },
    stop() {
      for (const id of [...told.keys()]) forget(id);
    },
  };
}

/** It has begun and has not ended, and nobody stopped it. */
function isLinked(transfer: Transfer): boolean {
  const { state } = transfer;
  return state === 'active' || state === 'verifying' || (state === 'waiting' && !isQueued(transfer));
}

/** One that waited before this window looked is on the list: nobody has to hear that it waits. */
function knownBefore(before: Transfer | undefined): News | null {
  return before === undefined || before.state === 'waiting' ? 'waiting' : null;
}

function newsOf({ state }: Transfer): News {
  return state === 'waiting' ? 'waiting' : 'goesOn';
}
