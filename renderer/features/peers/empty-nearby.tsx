import { AppWindow, Plus, ShieldAlert, Wifi, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Self } from '../../../shared/model/peer.ts';
import { Button } from '../../components/button.tsx';
import { DeviceGlyph } from '../../components/device-glyph.tsx';
import { formatAddress } from '../../text/format-address.ts';
import { useWording } from '../../text/wording-context.tsx';
import './empty-nearby.css';

interface EmptyNearbyProps {
  readonly self: Self;
  readonly onAddByAddress: () => void;
}

/** Nobody near: what that may be down to, and the way round it. */
export function EmptyNearby({ self, onAddByAddress }: EmptyNearbyProps) {
  return self.addresses.length === 0 ? <OffNetwork /> : <Nobody self={self} onAddByAddress={onAddByAddress} />;
}

function OffNetwork() {
  const { t } = useWording();
  return (
    <div className="empty-nearby">
      <span className="empty-picture empty-picture-off" aria-hidden="true">
        <WifiOff size={36} strokeWidth={1.75} />
      </span>
      <h3>{t('peers.offNetwork.title')}</h3>
      <p className="muted">{t('peers.offNetwork.lead')}</p>
    </div>
  );
}

function Nobody({ self, onAddByAddress }: EmptyNearbyProps) {
  const { t } = useWording();
  return (
    <div className="empty-nearby">
      <span className="empty-picture" aria-hidden="true">
        <span className="empty-wave" />
        <span className="empty-wave" />
        <DeviceGlyph platform={self.platform} sizePx={44} />
      </span>
      <h3>{t('peers.empty.title')}</h3>
      <p className="muted">
        {t(self.isDiscoverable || self.discoveryTrouble !== null ? 'peers.empty.lead' : 'peers.hidden')}
      </p>
      <div className="empty-checks">
        <h4 className="section-title">{t('peers.empty.check')}</h4>
        <ul>
          <Check icon={<AppWindow size={18} aria-hidden="true" />}>{t('peers.empty.open')}</Check>
          <Check icon={<Wifi size={18} aria-hidden="true" />}>{t('peers.empty.sameNetwork')}</Check>
          <Check icon={<ShieldAlert size={18} aria-hidden="true" />}>{t('peers.empty.firewall')}</Check>
          <Check icon={<Plus size={18} aria-hidden="true" />}>
            {t('peers.empty.byAddress')}{' '}
            <strong className="selectable empty-address" dir="ltr">
              {formatAddress(self.addresses[0] ?? '', self.port)}
            </strong>
          </Check>
        </ul>
        <Button onClick={onAddByAddress}>{t('addPeer.button')}</Button>
      </div>
    </div>
  );
}

function Check({ icon, children }: { readonly icon: ReactNode; readonly children: ReactNode }) {
  return (
    <li>
      {icon}
      <span>{children}</span>
    </li>
  );
}
