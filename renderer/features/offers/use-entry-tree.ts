import { useCallback, useEffect, useRef, useState } from 'react';
import type { Offer } from '../../../shared/model/offer.ts';
import { useApi } from '../../bridge/app-context.tsx';
import { settle } from '../../bridge/settle.ts';
import { appendEntries, emptyTree, type EntryTree } from './entry-tree.ts';

/** Rows per call; the contract allows 1,000. */
const PAGE_ROWS = 500;

/**
 * Loads an offer's list from its beginning as far as it is looked at. `need(index)` asks for everything up to
 * `index`; a page that fails is asked for again at the next need.
 */
export function useEntryTree(offer: Offer): { readonly tree: EntryTree; readonly need: (index: number) => void } {
  const api = useApi();
  const [tree, setTree] = useState(() => emptyTree(offer.entryCount));
  const wanted = useRef(0);
  const isLoading = useRef(false);
  const loaded = useRef(0);
  const { transferId, entryCount } = offer;

  const need = useCallback(
    (index: number): void => {
      wanted.current = Math.max(wanted.current, Math.min(index + 1, entryCount));
      const loadOn = async (): Promise<void> => {
        while (loaded.current < wanted.current) {
          const query = { transferId, offset: loaded.current, limit: PAGE_ROWS };
          const reply = await settle(() => api.offerEntries(query));
          if (!reply.ok || reply.value.rows.length === 0) return;
          const { rows } = reply.value;
          loaded.current += rows.length;
          setTree((before) => appendEntries(before, rows));
        }
      };
      if (isLoading.current) return;
      isLoading.current = true;
      void loadOn().finally(() => (isLoading.current = false));
    },
    [api, transferId, entryCount],
  );
  useEffect(() => need(0), [need]);
  return { tree, need };
}
