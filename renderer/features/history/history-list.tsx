import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { HistoryEntry } from '../../../shared/model/history.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import type { RowPagesView } from '../../stores/row-pages.ts';
import { useWording } from '../../text/wording-context.tsx';
import { HistoryRow } from './history-row.tsx';
import { OpenRow } from './open-row.tsx';

/** Of a closed row in a roomy window; the others are measured when they are drawn. */
const USUAL_HEIGHT_PX = 73;

interface HistoryListProps {
  /** Transfers that stand still, above what has ended. */
  readonly open: readonly TransferId[];
  readonly view: RowPagesView<HistoryEntry>;
  readonly count: number;
  readonly onRange: (first: number, last: number) => void;
}

/** Any number of rows, of which only those in sight are in the document. */
export function HistoryList({ open, view, count: pastCount, onRange }: HistoryListProps) {
  const { t } = useWording();
  const scroller = useRef<HTMLDivElement>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<TransferId>>(new Set());
  const count = open.length + pastCount;
  const pastAt = (index: number) => view.rowAt(index - open.length);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => USUAL_HEIGHT_PX,
    // a row that is not loaded has no id yet
    getItemKey: (index) => open[index] ?? pastAt(index)?.id ?? index,
    overscan: 8,
  });
  const rows = virtualizer.getVirtualItems();
  const first = rows[0]?.index ?? 0;
  const last = rows.at(-1)?.index ?? 0;
  const firstPast = Math.max(0, first - open.length);
  const lastPast = Math.max(0, last - open.length);
  useEffect(() => onRange(firstPast, lastPast), [onRange, firstPast, lastPast, count]);
  const toggle = (id: TransferId): void =>
    setExpanded((ids) => (ids.has(id) ? without(ids, id) : new Set([...ids, id])));
  return (
    <div ref={scroller} className="history-scroll scrolls" tabIndex={0} role="group" aria-label={t('history.title')}>
      <div role="list" className="history-list" style={{ blockSize: virtualizer.getTotalSize() }}>
        {rows.map((row) => {
          const openId = open[row.index];
          const entry = openId === undefined ? pastAt(row.index) : undefined;
          return (
            <div
              key={row.key}
              ref={virtualizer.measureElement}
              data-index={row.index}
              role="listitem"
              aria-setsize={count}
              aria-posinset={row.index + 1}
              className="history-item"
              style={{ transform: `translateY(${row.start}px)` }}
            >
              {openId !== undefined && <OpenRow id={openId} />}
              {entry && (
                <HistoryRow entry={entry} isExpanded={expanded.has(entry.id)} onToggle={() => toggle(entry.id)} />
              )}
              {!openId && !entry && <p className="history-row muted">{t('offers.loading')}</p>}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function without(ids: ReadonlySet<TransferId>, id: TransferId): ReadonlySet<TransferId> {
  return new Set([...ids].filter((other) => other !== id));
}
