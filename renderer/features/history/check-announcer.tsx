import { useEffect } from 'react';
import { useAppStore } from '../../bridge/app-context.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { checkAnnouncement, isUnderWay } from './check-words.ts';

/** Says the result of a check, politely, whatever is on show by then. */
export function CheckAnnouncer() {
  const store = useAppStore();
  const wording = useWording();
  useEffect(
    () =>
      store.subscribe((state, previous) => {
        if (state.checksById === previous.checksById) return;
        for (const [id, check] of state.checksById) {
          if (!isUnderWay(check) && isUnderWay(previous.checksById.get(id))) {
            state.announce(checkAnnouncement(wording, check));
          }
        }
      }),
    [store, wording],
  );
  return null;
}
