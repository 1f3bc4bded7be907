import type { Offer } from '../../../shared/model/offer.ts';
import { NameText } from '../../components/name-text.tsx';
import { useWording } from '../../text/wording-context.tsx';

/** What its sender was to send with it and could not, by name and reason, on request. Nothing when there is nothing. */
export function OfferLeftOut({ offer }: { readonly offer: Offer }) {
  const { t, error } = useWording();
  const { count, listed } = offer.leftOut;
  if (count === 0) return null;
  return (
    <details className="offer-left-out small" data-testid="offer-left-out">
      <summary>{t('report.leftOut', { count })}</summary>
      <ul>
        {listed.map(({ path, code }, at) => (
          // names may be the same, and the list never changes
          <li key={at}>
            <NameText name={path} /> <span className="muted">{error({ code, at: 'there' }, offer.peerName).title}</span>
          </li>
        ))}
        {count > listed.length && (
          <li className="muted">{t('offers.leftOutMore', { count: count - listed.length })}</li>
        )}
      </ul>
    </details>
  );
}
