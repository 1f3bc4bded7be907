import { Plus } from 'lucide-react';
import { useApp } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { DeviceGlyph } from '../../components/device-glyph.tsx';
import { NameText } from '../../components/name-text.tsx';
import type { Self } from '../../../shared/model/peer.ts';
import { selectSelf, selectSettings } from '../../stores/selectors.ts';
import { isolated } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { AppNav } from './app-nav.tsx';
import { SelfWords } from './self-words.tsx';
import './app-header.css';

interface AppHeaderProps {
  readonly onAddByAddress: () => void;
}

/** This device: its name, how others see it, where, and how to add one that does not show up. */
export function AppHeader({ onAddByAddress }: AppHeaderProps) {
  const { t } = useWording();
  const self = useApp(selectSelf);
  return (
    <header className="app-header">
      <span className="app-header-glyph">
        <DeviceGlyph platform={self?.platform ?? 'other'} sizePx={28} />
      </span>
      <div className="app-header-me">
        <h1 aria-label={self === null ? t('app.starting') : t('app.thisDevice', { name: self.name })}>
          {self === null ? t('app.starting') : <NameText name={self.name} />}
        </h1>
        {self !== null && <Presence self={self} />}
      </div>
      <AppNav />
      <div className="app-header-actions">
        {self !== null && <SelfWords self={self} />}
        <Button data-testid="add-by-address" onClick={onAddByAddress}>
          <Plus size={16} aria-hidden="true" />
          {t('addPeer.button')}
        </Button>
      </div>
    </header>
  );
}

/** Under which name and where others find this device; or why they do not. */
function Seen({ self, address }: { readonly self: Self; readonly address: string }) {
  const { t } = useWording();
  if (self.discoveryTrouble !== null) {
    return <span data-testid="discovery-trouble">{t(`app.discoveryTrouble.${self.discoveryTrouble}`)}</span>;
  }
  return (
    <>
      <span className="presence-name">{t.rich('app.othersSeeYou', { name: () => <NameText name={self.name} /> })}</span>
      <span aria-hidden="true">·</span>
      <span className="presence-where">
        {self.isDiscoverable ? t('app.onAddress', { address: isolated(address) }) : t('app.notVisible')}
      </span>
    </>
  );
}

function Presence({ self }: { readonly self: Self }) {
  const { t } = useWording();
  const isPaused = useApp(selectSettings)?.settings.isReceiving === false;
  const [address] = self.addresses;
  return (
    <p className="app-header-presence muted small">
      <span
        className={`presence-dot ${address === undefined || self.discoveryTrouble !== null ? 'presence-off' : ''}`}
        aria-hidden="true"
      />
      {address === undefined ? (
        t('app.noNetwork')
      ) : (
        <>
          <Seen self={self} address={address} />
          {isPaused && (
            <>
              <span aria-hidden="true">·</span>
              <span data-testid="receiving-paused">{t('app.receivingPaused')}</span>
            </>
          )}
        </>
      )}
    </p>
  );
}
