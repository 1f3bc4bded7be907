import { useId } from 'react';
import { useApp } from '../../bridge/app-context.tsx';
import { Banner } from '../../components/banner.tsx';
import { selectSelf } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import { EmptyNearby } from './empty-nearby.tsx';
import { PeerTiles } from './peer-tiles.tsx';
import './nearby.css';

interface NearbyProps {
  readonly onAddByAddress: () => void;
}

/** The devices near, as targets for files; or what to do when there is none. */
export function Nearby({ onAddByAddress }: NearbyProps) {
  const { t, sentence } = useWording();
  const titleId = useId();
  const self = useApp(selectSelf);
  const hasPeers = useApp((state) => state.peers.length > 0);
  if (self === null) return <div className="nearby" aria-busy="true" />;
  const isOffNetwork = self.addresses.length === 0;
  return (
    <section className="nearby scrolls" aria-labelledby={titleId}>
      <h2 id={titleId} className="section-title nearby-title">
        {t('peers.title')}
      </h2>
      {hasPeers && isOffNetwork && (
        <div className="nearby-banner">
          <Banner tone="warn" title={sentence(t('peers.offNetwork.title'))} hint={t('peers.offNetwork.lead')} />
        </div>
      )}
      {hasPeers ? <PeerTiles labelledBy={titleId} /> : <EmptyNearby self={self} onAddByAddress={onAddByAddress} />}
    </section>
  );
}
