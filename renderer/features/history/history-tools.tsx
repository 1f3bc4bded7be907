import { Search, X } from 'lucide-react';
import { useId, useRef } from 'react';
import { HISTORY_FILTERS, type HistoryFilter } from '../../../shared/model/history.ts';
import { IconButton } from '../../components/icon-button.tsx';
import '../../components/text-input.css';
import { useWording } from '../../text/wording-context.tsx';

/** UTF-16 units; no name is longer, and the contract takes 1,000. */
const MAX_SEARCH_UNITS = 500;

interface HistoryToolsProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly filter: HistoryFilter;
  readonly onFilter: (filter: HistoryFilter) => void;
  /** How many fit; null: nothing is searched or filtered for, or it is not known yet. */
  readonly found: number | null;
}

/** What is looked for in the history. */
export function HistoryTools({ text, onText, filter, onFilter, found }: HistoryToolsProps) {
  const { t } = useWording();
  return (
    <div className="history-tools" role="search">
      <SearchField text={text} onText={onText} />
      <FilterChoice filter={filter} onFilter={onFilter} />
      <p className="spoken" role="status">
        {found !== null && t('history.found', { count: found })}
      </p>
    </div>
  );
}

function SearchField({ text, onText }: Pick<HistoryToolsProps, 'text' | 'onText'>) {
  const { t } = useWording();
  const field = useRef<HTMLInputElement>(null);
  const empty = (): void => {
    onText('');
    field.current?.focus();
  };
  return (
    <div className="history-search">
      <Search size={16} aria-hidden="true" className="history-search-icon" />
      <input
        ref={field}
        type="text"
        inputMode="search"
        className="text-input"
        data-testid="history-search"
        aria-label={t('history.search')}
        placeholder={t('history.search')}
        value={text}
        maxLength={MAX_SEARCH_UNITS}
        spellCheck={false}
        autoComplete="off"
        dir="auto"
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === '') return;
          // the first Escape empties the field, the next one leaves the screen
          event.preventDefault();
          empty();
        }}
      />
      {text !== '' && (
        <IconButton
          className="history-search-empty"
          hint={t('history.searchEmpty')}
          icon={<X size={16} aria-hidden="true" />}
          onClick={empty}
        />
      )}
    </div>
  );
}

function FilterChoice({ filter, onFilter }: Pick<HistoryToolsProps, 'filter' | 'onFilter'>) {
  const { t } = useWording();
  const name = useId();
  return (
    <fieldset className="history-filter">
      <legend className="spoken">{t('history.filter.label')}</legend>
      {HISTORY_FILTERS.map((choice) => (
        <label key={choice} className="history-filter-choice" data-testid={`history-filter-${choice}`}>
          <input
            type="radio"
            className="spoken"
            name={name}
            value={choice}
            checked={choice === filter}
            onChange={() => onFilter(choice)}
          />
          {t(`history.filter.${choice}`)}
        </label>
      ))}
    </fieldset>
  );
}
