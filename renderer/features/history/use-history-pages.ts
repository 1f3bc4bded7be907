import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { HistoryFilter } from '../../../shared/model/history.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import { useApi } from '../../bridge/app-context.tsx';
import { settle } from '../../bridge/settle.ts';
import { createRowPages } from '../../stores/row-pages.ts';

/** Past transfers that fit, read page by page and kept fresh; what is on show stays until the new is there. */
export function useHistoryPages(text: string, filter: HistoryFilter) {
  const api = useApi();
  const [keptAside, setKeptAside] = useState<string | null>(null);
  const pages = useMemo(
    () =>
      createRowPages(async (offset, limit) => {
        const reply = await settle(() => api.historyPage({ text, filter, offset, limit }));
        if (reply.ok) setKeptAside(reply.value.keptAside);
        return reply;
      }),
    [api, text, filter],
  );
  const view = useSyncExternalStore(pages.subscribe, pages.view);
  useEffect(() => {
    pages.look(0, 0);
    return api.onHistoryChanged(() => pages.refresh());
  }, [api, pages]);
  return { view, look: pages.look, refresh: pages.refresh, keptAside };
}

/** The files of one past transfer, which do not change any more. */
export function useHistoryFiles(transferId: TransferId) {
  const api = useApi();
  const pages = useMemo(
    () => createRowPages((offset, limit) => settle(() => api.historyFiles({ transferId, offset, limit }))),
    [api, transferId],
  );
  const view = useSyncExternalStore(pages.subscribe, pages.view);
  useEffect(() => pages.look(0, 0), [pages]);
  return { view, look: pages.look };
}

/** What a check that has ended found. */
export function useHistoryProblems(transferId: TransferId) {
  const api = useApi();
  const pages = useMemo(
    () => createRowPages((offset, limit) => settle(() => api.historyProblems({ transferId, offset, limit }))),
    [api, transferId],
  );
  const view = useSyncExternalStore(pages.subscribe, pages.view);
  useEffect(() => pages.look(0, 0), [pages]);
  return { view, look: pages.look };
}
