import { ChevronRight, File, Folder } from 'lucide-react';
import type { OfferEntry } from '../../../shared/model/offer.ts';
import { NameText } from '../../components/name-text.tsx';
import { TriCheckbox } from '../../components/tri-checkbox.tsx';
import { plainName, splitPath } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import type { FileChoice } from './exceptions.ts';
import { FileChoiceField } from './file-choice-field.tsx';

/** Deeper folders are not moved further in: names need the room. */
const MAX_INDENT_LEVELS = 6;

interface OfferRowProps {
  readonly entry: OfferEntry;
  readonly level: number;
  readonly state: 'all' | 'some' | 'none';
  readonly isOpen: boolean;
  /** Files in it that differ from what is there, as far as is known. */
  readonly differingCount: number;
  /** For a file that differs; null: there is no choice for single files. */
  readonly fileChoice: FileChoice | null;
  /** The answer is given. */
  readonly isFixed: boolean;
  readonly onFileChoice: (choice: FileChoice) => void;
  readonly onToggleOpen: () => void;
  readonly onWanted: (isWanted: boolean) => void;
}

/** One line of what is offered: a tick, its name, its size; folders can be opened. */
export function OfferRow(props: OfferRowProps) {
  const { entry, level, state, isOpen, isFixed, onToggleOpen, onWanted } = props;
  const { t } = useWording();
  const { name } = splitPath(entry.path);
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
      <TriCheckbox
        state={state}
        label={t('offers.selectEntry', { name: plainName(name) })}
        disabled={isFixed}
        onChange={onWanted}
      />
      <Icon size={16} aria-hidden="true" className="offer-row-icon" />
      <span className="offer-row-name">
        <NameText name={name} />
      </span>
      <EntryFacts {...props} name={name} />
    </div>
  );
}

/** How much it is, or, of a file that stands there in some way, what about that. */
function EntryFacts(props: OfferRowProps & { readonly name: string }) {
  const { entry, state, differingCount, fileChoice, isFixed, onFileChoice, name } = props;
  const { t, bytes } = useWording();
  const size = bytes(entry.sizeBytes);
  if (entry.kind === 'directory') {
    const what = t('offers.files', { count: entry.fileCount });
    return (
      <>
        {differingCount > 0 && (
          <span className="offer-row-size offer-row-different small">
            {t('offers.differInside', { count: differingCount })}
          </span>
        )}
        <span className="offer-row-size muted small">{t('offers.summary', { what, size })}</span>
      </>
    );
  }
  const { standing } = entry;
  if (standing !== 'identical' && standing !== 'different') {
    return <span className="offer-row-size muted small">{size}</span>;
  }
  const hasChoice = standing === 'different' && fileChoice !== null && state === 'all';
  return (
    <>
      <span className={`offer-row-size offer-row-${standing} small`} data-testid="offer-standing" title={size}>
        {t(`offers.standing.${standing}`)}
      </span>
      {hasChoice && <FileChoiceField name={name} choice={fileChoice} isDisabled={isFixed} onChoice={onFileChoice} />}
    </>
  );
}
