import { useEffect } from 'react';
import { useAppStore } from '../../bridge/app-context.tsx';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { startLinkNews } from './link-news.ts';
import { milestoneOf } from './milestones.ts';
import { titleWords } from './transfer-words.ts';

/** Announces starts, quarters, breaks and ends of transfers, politely. */
export function useMilestones(): void {
  const store = useAppStore();
  const wording = useWording();
  useEffect(() => {
    const link = startLinkNews((news, transfer) => {
      const words = { title: titleWords(wording, transfer), peer: inlineName(transfer.peerName) };
      store.getState().announce(wording.t(`transfers.announce.${news}`, words));
    });
    const unsubscribe = store.subscribe((state, previous) => {
      if (state.transfersById === previous.transfersById) return;
      for (const [id, transfer] of state.transfersById) {
        const before = previous.transfersById.get(id);
        if (before === transfer) continue;
        const words = milestoneOf(wording, before, transfer);
        if (words !== null) state.announce(words);
        link.note(before, transfer);
      }
    });
    return () => {
      unsubscribe();
      link.stop();
    };
  }, [store, wording]);
}
