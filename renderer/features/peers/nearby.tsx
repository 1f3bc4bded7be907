import { useId } from 'react';
import { useApp } from '../../bridge/app-context.tsx';
import { Banner } from '../../components/banner.tsx';
import { selectPeers, selectSelf } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import { EmptyNearby } from './empty-nearby.tsx';
import { PeerTile } from './peer-tile.tsx';
import { SendToDialog } from './send-to-dialog.tsx';
import { moveBetweenTiles } from './tile-keys.ts';
import { useSending } from './use-sending.ts';
import { useWindowDrag } from './use-window-drag.ts';
import './nearby.css';

interface NearbyProps {
  readonly onAddByAddress: () => void;
}

/** The devices near, as targets for files; or what to do when there is none. */
export function Nearby({ onAddByAddress }: NearbyProps) {
  const { t, sentence } = useWording();
  const titleId = useId();
  const self = useApp(selectSelf);
  const peers = useApp(selectPeers);
  const sending = useSending();
  const drag = useWindowDrag(sending.offerStray);
  if (self === null) return <div className="nearby" aria-busy="true" />;
  const isOffNetwork = self.addresses.length === 0;
  return (
    <section className="nearby scrolls" aria-labelledby={titleId}>
      <h2 id={titleId} className="section-title nearby-title">
        {t('peers.title')}
      </h2>
      {peers.length > 0 && isOffNetwork && (
        <div className="nearby-banner">
          <Banner tone="warn" title={sentence(t('peers.offNetwork.title'))} hint={t('peers.offNetwork.lead')} />
        </div>
      )}
      {peers.length === 0 ? (
        <EmptyNearby self={self} onAddByAddress={onAddByAddress} />
      ) : (
        <ul
          className="peer-tiles"
          data-dragging={drag.isDragging}
          aria-labelledby={titleId}
          onKeyDown={moveBetweenTiles}
        >
          {peers.map((peer) => (
            <PeerTile key={peer.id} peer={peer} itemCount={drag.itemCount} onFiles={sending.drop} />
          ))}
        </ul>
      )}
      <SendToDialog files={sending.pending} onChoose={sending.sendPending} onClose={sending.forgetPending} />
    </section>
  );
}
