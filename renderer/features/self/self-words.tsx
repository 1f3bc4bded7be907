import { Popover } from '@base-ui/react/popover';
import { Fingerprint } from 'lucide-react';
import type { Self } from '../../../shared/model/peer.ts';
import { Button } from '../../components/button.tsx';
import { FingerprintWords } from '../../components/fingerprint-words.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { formatAddress } from '../../text/format-address.ts';
import './self-words.css';
import '../../components/popup.css';

/** The button and the small sheet with what identifies this device, and where it can be found. */
export function SelfWords({ self }: { readonly self: Self }) {
  const { t } = useWording();
  return (
    <Popover.Root>
      <Popover.Trigger render={<Button />}>
        <Fingerprint size={16} aria-hidden="true" />
        {t('app.words.button')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={8} align="end" collisionPadding={16} className="popup-layer">
          <Popover.Popup className="popup self-words">
            <Popover.Title className="self-words-title">{t('app.words.title')}</Popover.Title>
            <FingerprintWords words={self.fingerprintWords} label={t('app.words.button')} />
            <Popover.Description className="muted">{t('app.words.explain')}</Popover.Description>
            <Addresses self={self} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Addresses({ self }: { readonly self: Self }) {
  const { t } = useWording();
  return (
    <div className="self-words-addresses">
      <h3 className="section-title">{t('app.words.addresses')}</h3>
      {self.addresses.length === 0 ? (
        <p className="muted">{t('app.words.noAddress')}</p>
      ) : (
        <>
          <ul className="selectable">
            {self.addresses.map((address) => (
              <li key={address}>
                <bdi dir="ltr">{formatAddress(address, self.port)}</bdi>
              </li>
            ))}
          </ul>
          <p className="muted small">{t('app.words.addressHint')}</p>
        </>
      )}
    </div>
  );
}
