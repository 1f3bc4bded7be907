import { ChevronRight, File, Folder } from 'lucide-react';
import type { OfferEntry } from '../../../shared/model/offer.ts';
import { NameText } from '../../components/name-text.tsx';
import { TriCheckbox } from '../../components/tri-checkbox.tsx';
import { plainName, splitPath } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';

/** Deeper folders are not moved further in: names need the room. */
const MAX_INDENT_LEVELS = 6;

interface OfferRowProps {
  readonly entry: OfferEntry;
  readonly level: number;
  readonly state: 'all' | 'some' | 'none';
  readonly isOpen: boolean;
  readonly onToggleOpen: () => void;
  readonly onWanted: (isWanted: boolean) => void;
}

/** One line of what is offered: a tick, its name, its size; folders can be opened. */
export function OfferRow({ entry, level, state, isOpen, onToggleOpen, onWanted }: OfferRowProps) {
  const { t, bytes } = useWording();
  const { name } = splitPath(entry.path);
  const size = bytes(entry.sizeBytes);
  const isFolder = entry.kind === 'directory';
  const Icon = isFolder ? Folder : File;
  return (
    <div className="offer-row" style={{ paddingInlineStart: Math.min(level, MAX_INDENT_LEVELS) * 16 }}>
      {isFolder && entry.lastIndex > entry.index ? (
        <button
          type="button"
          className="offer-row-fold"
          aria-expanded={isOpen}
          aria-label={t(isOpen ? 'offers.collapse' : 'offers.expand', { name: plainName(name) })}
          onClick={onToggleOpen}
        >
          <ChevronRight size={14} aria-hidden="true" />
        </button>
      ) : (
        <span className="offer-row-fold" />
      )}
      <TriCheckbox state={state} label={t('offers.selectEntry', { name: plainName(name) })} onChange={onWanted} />
      <Icon size={16} aria-hidden="true" className="offer-row-icon" />
      <span className="offer-row-name">
        <NameText name={name} />
      </span>
      <span className="offer-row-size muted small">
        {isFolder ? t('offers.summary', { what: t('offers.files', { count: entry.fileCount }), size }) : size}
      </span>
    </div>
  );
}
