import { ShieldQuestionMark } from 'lucide-react';
import type { Offer } from '../../../shared/model/offer.ts';
import { DeviceGlyph } from '../../components/device-glyph.tsx';
import { FingerprintWords } from '../../components/fingerprint-words.tsx';
import { NameText } from '../../components/name-text.tsx';
import { useApp } from '../../bridge/app-context.tsx';
import { selectLookalike } from '../../stores/lookalikes.ts';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { contentWords } from './offer-words.ts';

interface OfferSenderProps {
  readonly offer: Offer;
  readonly summaryId: string;
}

/** Who asks, how much it is, and the words that tell whether it is really them. */
export function OfferSender({ offer, summaryId }: OfferSenderProps) {
  const wording = useWording();
  const { t, bytes } = wording;
  const name = offer.peerName === '' ? t('peers.unnamed') : offer.peerName;
  const words = { what: contentWords(wording, offer), size: bytes(offer.totalBytes) };
  return (
    <>
      <div className="offer-who">
        <span className="offer-glyph" title={t(`peers.platform.${offer.peerPlatform}`)}>
          <DeviceGlyph platform={offer.peerPlatform} sizePx={28} />
        </span>
        <div className="offer-who-text">
          <h2 className="offer-wants">{t.rich('offers.wants', { name: () => <NameText key="name" name={name} /> })}</h2>
          <p id={summaryId} className="muted">
            {t('offers.summary', words)}
          </p>
        </div>
      </div>
      <div className="offer-verify small">
        <ShieldQuestionMark size={16} aria-hidden="true" />
        <div>
          <Lookalike offer={offer} />
          <strong>{t('offers.notVerified')}</strong> {t('offers.compare', { name: inlineName(name) })}
          <FingerprintWords words={offer.fingerprintWords} label={t('offers.compare', { name: inlineName(name) })} />
        </div>
      </div>
    </>
  );
}

/** Keys are what tells devices apart; people go by names. */
function Lookalike({ offer }: { readonly offer: Offer }) {
  const { t } = useWording();
  const known = useApp(selectLookalike(offer.peerId, offer.peerName));
  if (known === undefined) return null;
  return (
    <p className="offer-lookalike" data-testid="offer-lookalike">
      <strong>{t('offers.lookalike', { name: inlineName(known.name) })}</strong>
    </p>
  );
}
