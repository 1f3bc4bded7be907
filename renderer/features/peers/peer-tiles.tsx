import { useCallback } from 'react';
import type { Peer } from '../../../shared/model/peer.ts';
import { useApp, useAppStore } from '../../bridge/app-context.tsx';
import { useAim } from '../../components/use-aim.ts';
import { useMovedGuard } from '../../components/use-moved-guard.ts';
import { useSteadyOrder } from '../../components/use-steady-order.ts';
import { selectDrag, selectPeers } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import { PeerTile } from './peer-tile.tsx';
import { moveBetweenTiles } from './tile-keys.ts';
import { useDropSend } from './use-sending.ts';

/**
 * One tile for each device. Their order stands still under a drag, a pointer and the keyboard; one that has moved
 * nevertheless takes nothing for a moment, so that nothing goes to a device that nobody aimed at.
 */
export function PeerTiles({ labelledBy }: { readonly labelledBy: string }) {
  const peers = useApp(selectPeers);
  const { isDragging, itemCount } = useApp(selectDrag);
  const { isAimed, ref, handlers } = useAim<HTMLUListElement>();
  const isHeld = isAimed || isDragging;
  const places = useSteadyOrder(peers, isHeld);
  const sayMoved = useSayMoved();
  const { hasJustMoved, handlers: guard } = useMovedGuard(ref, isHeld, sayMoved);
  const send = useDropSend();
  const store = useAppStore();
  const drop = useCallback(
    (peer: Peer, files: readonly File[]): boolean => {
      if (files.length === 0) {
        store.getState().addNotice({ kind: 'error', error: { code: 'TRANSFER_NOTHING_TO_SEND', at: 'here' } });
        return false;
      }
      // who enters the window after a movement has seen no other place
      const isRefused = hasJustMoved(peer.id, store.getState().drag.startedAtMs);
      if (isRefused) sayMoved();
      else void send(peer, files);
      return !isRefused;
    },
    [hasJustMoved, sayMoved, send, store],
  );
  return (
    <ul
      ref={ref}
      className="peer-tiles"
      data-dragging={isDragging}
      aria-labelledby={labelledBy}
      onKeyDown={moveBetweenTiles}
      {...handlers}
      {...guard}
    >
      {places.map(({ id, item }) =>
        item === undefined ? (
          <li key={id} className="peer-tile-gone" aria-hidden="true" data-steady-id={id} />
        ) : (
          <PeerTile key={id} peer={item} itemCount={itemCount} onFiles={drop} />
        ),
      )}
    </ul>
  );
}

function useSayMoved(): () => void {
  const { t } = useWording();
  const store = useAppStore();
  return useCallback(() => store.getState().addNotice({ kind: 'text', text: t('peers.moved') }), [store, t]);
}
