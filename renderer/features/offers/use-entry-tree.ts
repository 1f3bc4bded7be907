import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Offer } from '../../../shared/model/offer.ts';
import { useApi } from '../../bridge/app-context.tsx';
import { settle } from '../../bridge/settle.ts';
import { createEntryLoader } from './entry-loader.ts';
import { emptyTree, type EntryTree } from './entry-tree.ts';

/**
 * An offer's list from its beginning as far as it was looked at; `need(index)` asks for everything up to `index`.
 * Read anew when it has become known what of it is there already.
 */
export function useEntryTree(offer: Offer): { readonly tree: EntryTree; readonly need: (index: number) => void } {
  const api = useApi();
  const { transferId, entryCount } = offer;
  const [tree, setTree] = useState(() => emptyTree(entryCount));
  const loader = useMemo(
    () =>
      createEntryLoader(
        emptyTree(entryCount),
        (offset, limit) => settle(() => api.offerEntries({ transferId, offset, limit })),
        setTree,
      ),
    [api, transferId, entryCount],
  );
  const need = useCallback((index: number) => loader.need(index), [loader]);
  useEffect(() => need(0), [need]);
  const standing = standingKey(offer);
  const known = useRef(standing);
  useEffect(() => {
    if (known.current === standing) return;
    known.current = standing;
    loader.refresh();
  }, [loader, standing]);
  return { tree, need };
}

/** Changes when the rows' standing may have: not with every file that is compared, which is ten times a second. */
function standingKey({ destination, comparison }: Offer): string {
  const { state, identicalCount, differentCount } = comparison;
  const counts = state === 'done' ? `${identicalCount} ${differentCount}` : '';
  return `${state} ${counts} ${destination.fullPath}`;
}
