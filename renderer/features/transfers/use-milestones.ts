import { useEffect } from 'react';
import { useAppStore } from '../../bridge/app-context.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { milestoneOf } from './milestones.ts';

/** Announces starts, quarters and ends of transfers, politely. */
export function useMilestones(): void {
  const store = useAppStore();
  const wording = useWording();
  useEffect(
    () =>
      store.subscribe((state, previous) => {
        if (state.transfersById === previous.transfersById) return;
        for (const [id, transfer] of state.transfersById) {
          const before = previous.transfersById.get(id);
          if (before === transfer) continue;
          const words = milestoneOf(wording, before, transfer);
          if (words !== null) state.announce(words);
        }
      }),
    [store, wording],
  );
}
