import { useCallback, useMemo, useState } from 'react';
import type { Offer } from '../../../shared/model/offer.ts';
import { VirtualList } from '../../components/virtual-list.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { ancestorsOf, countDiffering, type EntryTree } from './entry-tree.ts';
import { createFolding, isOpen } from './folding.ts';
import { OfferRow } from './offer-row.tsx';
import { fileChoiceOf } from './exceptions.ts';
import { checkState, setWanted, type Selection } from './selection.ts';
import type { useExistingChoice } from './use-existing-choice.ts';

const ROW_HEIGHT_PX = 32;

/** Rows of a list this short are drawn at full height; a longer one scrolls. */
const MAX_ROWS_SHOWN = 7;

interface OfferListProps {
  readonly offer: Offer;
  readonly tree: EntryTree;
  readonly need: (index: number) => void;
  readonly selection: Selection;
  readonly onSelection: (selection: Selection) => void;
  readonly existing: ReturnType<typeof useExistingChoice>;
}

/** What is offered, as a tree with ticks. Any length: rows are loaded and drawn as they come into sight. */
export function OfferList({ offer, tree, need, selection, onSelection, existing }: OfferListProps) {
  const { t } = useWording();
  const { opened, closed, toggle } = useOpenFolders(tree);
  const folding = useMemo(() => createFolding(tree, opened, closed), [tree, opened, closed]);
  const differingIn = useMemo(() => countDiffering(tree), [tree]);
  const handleRange = useCallback((_first: number, last: number) => need(folding.indexOfRow(last)), [need, folding]);
  const renderRow = (row: number) => {
    const entry = tree.entries[folding.indexOfRow(row)];
    if (entry === undefined) return <div className="offer-row muted">{t('offers.loading')}</div>;
    return (
      <OfferRow
        entry={entry}
        level={ancestorsOf(tree, entry.index).length}
        state={checkState(tree, selection, entry)}
        differingCount={differingIn(entry)}
        isOpen={isOpen(tree, opened, closed, entry.index)}
        onToggleOpen={() => toggle(entry.index)}
        fileChoice={fileChoiceOf(existing.choice, existing.exceptions, entry.index)}
        isFixed={offer.isAccepting}
        onFileChoice={(choice) => existing.chooseForFile(entry.index, choice)}
        onWanted={(isWanted) => onSelection(setWanted(tree, selection, entry, isWanted))}
      />
    );
  };
  return (
    <div className="offer-list" style={{ blockSize: Math.min(folding.rowCount, MAX_ROWS_SHOWN) * ROW_HEIGHT_PX + 10 }}>
      <VirtualList
        key={offer.transferId}
        count={folding.rowCount}
        rowHeightPx={ROW_HEIGHT_PX}
        rowKey={folding.indexOfRow}
        label={t('offers.list')}
        renderRow={renderRow}
        onRange={handleRange}
      />
    </div>
  );
}

function useOpenFolders(tree: EntryTree) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  const toggle = (index: number): void => {
    const wasOpen = isOpen(tree, opened, closed, index);
    setOpened((before) => withMember(before, index, !wasOpen));
    setClosed((before) => withMember(before, index, wasOpen));
  };
  return { opened, closed, toggle };
}

function withMember(set: ReadonlySet<number>, index: number, isMember: boolean): ReadonlySet<number> {
  const next = new Set(set);
  if (isMember) next.add(index);
  else next.delete(index);
  return next;
}
