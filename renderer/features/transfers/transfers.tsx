import { ArrowDown, ArrowUp } from 'lucide-react';
import { useId, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { isEnded } from '../../../shared/model/transfer.ts';
import { useApp, useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import type { AppState } from '../../stores/app-store.ts';
import { selectHasEnded, selectRates } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import { TransferRow } from './transfer-row.tsx';
import { useMilestones } from './use-milestones.ts';
import './transfers.css';

/** Ended rows drawn at first, and more with each press of the button; live ones are always drawn. */
const PAGE_ROWS = 50;

/** What goes and comes, newest first. */
export function Transfers() {
  const { t } = useWording();
  const titleId = useId();
  const [limit, setLimit] = useState(PAGE_ROWS);
  const shown = useApp(useShallow(selectShown(limit)));
  const hiddenCount = useApp((state) => state.transferOrder.length) - shown.length;
  useMilestones();
  return (
    <section className="transfers" aria-labelledby={titleId}>
      <TransfersHead titleId={titleId} />
      {shown.length === 0 ? (
        <p className="transfers-empty muted">{t('transfers.empty')}</p>
      ) : (
        <div className="transfers-scroll scrolls">
          <ul aria-labelledby={titleId}>
            {shown.map((id) => (
              <TransferRow key={id} id={id} />
            ))}
          </ul>
          {hiddenCount > 0 && (
            <Button look="plain" onClick={() => setLimit(limit + PAGE_ROWS)}>
              {t('transfers.showOlder', { count: Math.min(hiddenCount, PAGE_ROWS) })}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

function selectShown(limit: number) {
  return ({ transferOrder, transfersById }: AppState) =>
    transferOrder.filter((id, position) => {
      const transfer = transfersById.get(id);
      return position < limit || (transfer !== undefined && !isEnded(transfer.state));
    });
}

function TransfersHead({ titleId }: { readonly titleId: string }) {
  const { t, rate } = useWording();
  const { sendRate, receiveRate } = useApp(useShallow(selectRates));
  const hasEnded = useApp(selectHasEnded);
  const { dismissEnded } = useCommands();
  return (
    <div className="transfers-head">
      <h2 id={titleId} className="section-title">
        {t('transfers.title')}
      </h2>
      <span className="transfers-rates small muted">
        {sendRate > 0 && (
          <span>
            <ArrowUp size={12} aria-hidden="true" />
            <span className="spoken">{t('transfers.sendingRate', { rate: rate(sendRate) })}</span>
            <span aria-hidden="true">{rate(sendRate)}</span>
          </span>
        )}
        {receiveRate > 0 && (
          <span>
            <ArrowDown size={12} aria-hidden="true" />
            <span className="spoken">{t('transfers.receivingRate', { rate: rate(receiveRate) })}</span>
            <span aria-hidden="true">{rate(receiveRate)}</span>
          </span>
        )}
      </span>
      {hasEnded && (
        <Button look="plain" className="small transfers-clear" onClick={() => void dismissEnded()}>
          {t('transfers.clear')}
        </Button>
      )}
    </div>
  );
}
