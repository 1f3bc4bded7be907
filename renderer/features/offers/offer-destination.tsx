import { FolderDown } from 'lucide-react';
import type { Offer } from '../../../shared/model/offer.ts';
import { useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { NameText } from '../../components/name-text.tsx';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';

/** Where it will go, how much room is there, and the way to choose another folder. */
export function OfferDestination({ offer }: { readonly offer: Offer }) {
  const { t, bytes } = useWording();
  const { chooseOfferFolder } = useCommands();
  const { label, fullPath, freeBytes } = offer.destination;
  return (
    <div className="offer-destination" title={fullPath}>
      <FolderDown size={16} aria-hidden="true" className="offer-row-icon" />
      <span className="offer-destination-text">
        <span className="muted">{t('offers.saveTo')}</span>
        <strong>
          <NameText name={label} />
        </strong>
        <span className="muted small">
          {freeBytes === null ? t('offers.freeUnknown') : t('offers.free', { size: bytes(freeBytes) })}
        </span>
      </span>
      <Button
        look="plain"
        disabled={offer.isAccepting}
        aria-label={t('offers.changeLabel', { folder: inlineName(label) })}
        onClick={() => void chooseOfferFolder(offer.transferId)}
      >
        {t('offers.change')}
      </Button>
    </div>
  );
}
