import { useEffect, useRef } from 'react';
import type { Peer } from '../../../shared/model/peer.ts';
import { useAppStore } from '../../bridge/app-context.tsx';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';

/** Says that the waiting is over when the first device appears. The focus stays: Enter must not send by surprise. */
export function useReadyAnnouncement(peers: readonly Peer[]): void {
  const { t } = useWording();
  const store = useAppStore();
  const wasWaiting = useRef(peers.length === 0);
  useEffect(() => {
    const [first] = peers;
    if (wasWaiting.current && first !== undefined) {
      store.getState().announce(t('pending.ready', { name: inlineName(first.name) }));
    }
    wasWaiting.current = first === undefined;
  }, [peers, store, t]);
}
