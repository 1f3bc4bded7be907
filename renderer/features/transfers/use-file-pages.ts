import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { isEnded, type Transfer } from '../../../shared/model/transfer.ts';
import { useApi } from '../../bridge/app-context.tsx';
import { settle } from '../../bridge/settle.ts';
import { createRowPages } from '../../stores/row-pages.ts';

/** How often the rows in sight are read anew while files move. */
const REFRESH_MS = 1_000;

/** The files of a transfer, kept fresh while it runs and read once more when it ends. */
export function useFilePages(transfer: Transfer, filter: 'all' | 'problems') {
  const api = useApi();
  const { id: transferId, state } = transfer;
  const pages = useMemo(
    () => createRowPages((offset, limit) => settle(() => api.transferFiles({ transferId, offset, limit, filter }))),
    [api, transferId, filter],
  );
  const view = useSyncExternalStore(pages.subscribe, pages.view);
  useEffect(() => {
    pages.refresh();
    if (isEnded(state)) return;
    const timer = setInterval(pages.refresh, REFRESH_MS);
    return () => clearInterval(timer);
  }, [pages, state]);
  return { view, look: pages.look };
}
