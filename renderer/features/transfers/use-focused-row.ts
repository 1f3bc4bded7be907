import { useEffect, useRef, type RefObject } from 'react';
import type { TransferId } from '../../../shared/model/ids.ts';
import { useApp } from '../../bridge/app-context.tsx';

/** Brings a row into view and gives it the focus when its notification was clicked. */
export function useFocusedRow(id: TransferId): RefObject<HTMLLIElement | null> {
  const ref = useRef<HTMLLIElement>(null);
  const request = useApp((state) => (state.focusedTransfer?.id === id ? state.focusedTransfer.count : 0));
  useEffect(() => {
    if (request === 0) return;
    ref.current?.focus({ preventScroll: true });
    ref.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }, [request]);
  return ref;
}
