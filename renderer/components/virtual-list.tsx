import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactNode } from 'react';

interface VirtualListProps {
  readonly count: number;
  /** All rows are equally high. */
  readonly rowHeightPx: number;
  readonly label: string;
  readonly className?: string;
  readonly renderRow: (index: number) => ReactNode;
  /** Identity of a row across insertions; its index when absent. */
  readonly rowKey?: (index: number) => string | number;
  /** Called with the first and last row drawn, whenever they change. */
  readonly onRange?: (first: number, last: number) => void;
}

/** A list of any length with only the rows in sight in the document. Scrolls inside its own box. */
export function VirtualList(props: VirtualListProps) {
  const { count, rowHeightPx, label, className = '', renderRow, rowKey, onRange } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 8,
    ...(rowKey && { getItemKey: rowKey }),
  });
  const rows = virtualizer.getVirtualItems();
  const first = rows[0]?.index ?? 0;
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => onRange?.(first, last), [onRange, first, last, count]);
  return (
    <div ref={scroller} className={`virtual-list scrolls ${className}`} tabIndex={0} role="group" aria-label={label}>
      <div role="list" style={{ blockSize: virtualizer.getTotalSize(), position: 'relative' }}>
        {rows.map((row) => (
          <div
            key={row.key}
            role="listitem"
            aria-setsize={count}
            aria-posinset={row.index + 1}
            style={{
              position: 'absolute',
              insetInline: 0,
              blockSize: rowHeightPx,
              transform: `translateY(${row.start}px)`,
            }}
          >
            {renderRow(row.index)}
          </div>
        ))}
      </div>
    </div>
  );
}
