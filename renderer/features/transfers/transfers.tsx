import { ArrowDown, ArrowUp } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { TransferId } from '../../../shared/model/ids.ts';
import { isEnded } from '../../../shared/model/transfer.ts';
import { useApp, useAppStore, useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { useMovedGuard } from '../../components/use-moved-guard.ts';
import type { AppState } from '../../stores/app-store.ts';
import { selectHasEnded, selectRates } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import { listOrder } from './list-order.ts';
import { TransferRow } from './transfer-row.tsx';
import { useMilestones } from './use-milestones.ts';
import './transfers.css';

/** Ended rows drawn at first, and more with each press of the button; live ones are always drawn. */
const PAGE_ROWS = 50;

/** What goes and comes: what needs the user, what runs, what has ended. */
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
          <TransferList ids={shown} labelledBy={titleId} />
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

/** A row that came under the resting pointer a moment ago takes no press: it was meant for another. */
function TransferList({ ids, labelledBy }: { readonly ids: readonly TransferId[]; readonly labelledBy: string }) {
  const list = useRef<HTMLUListElement>(null);
  const { handlers } = useMovedGuard(list, false, useSayMoved(), 'at-rest');
  return (
    <ul ref={list} className="transfers-list" aria-labelledby={labelledBy} {...handlers}>
      {ids.map((id) => (
        <TransferRow key={id} id={id} />
      ))}
    </ul>
  );
}

function selectShown(limit: number) {
  return (state: AppState) => {
    const ids = listOrder(state);
    const firstEnded = ids.findIndex((id) => isEnded(state.transfersById.get(id)?.state ?? 'active'));
    return firstEnded < 0 ? ids : ids.slice(0, firstEnded + limit);
  };
}

function useSayMoved(): () => void {
  const { t } = useWording();
  const store = useAppStore();
  return () => store.getState().addNotice({ kind: 'text', text: t('transfers.moved') });
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
