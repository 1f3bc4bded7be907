import type { Transfer } from '../../../shared/model/transfer.ts';
import { TriCheckbox } from '../../components/tri-checkbox.tsx';
import { VirtualList } from '../../components/virtual-list.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { FileRowLine } from './file-row-line.tsx';
import { TransferLimitLine } from './transfer-limit-line.tsx';
import { titleWords } from './transfer-words.ts';
import { useFilePages } from './use-file-pages.ts';
import './file-details.css';

const ROW_HEIGHT_PX = 40;

/** Rows of a list this short are drawn at full height; a longer one scrolls. */
const MAX_ROWS_SHOWN = 7;

interface FileDetailsProps {
  readonly id: string;
  readonly transfer: Transfer;
  /** Only what failed, was left out or could not be kept as it was. */
  readonly isProblemsOnly: boolean;
  readonly onProblemsOnly: (isOn: boolean) => void;
}

/** What became of every file, of which there may be very many. */
export function FileDetails({ id, transfer, isProblemsOnly, onProblemsOnly }: FileDetailsProps) {
  const wording = useWording();
  const { t } = wording;
  const filter = isProblemsOnly ? 'problems' : 'all';
  const { view, look } = useFilePages(transfer, filter);
  const count = view.total ?? 0;
  const shownRows = Math.min(count, MAX_ROWS_SHOWN);
  return (
    <div id={id} className="file-details">
      <TransferLimitLine transfer={transfer} />
      <ProblemsFilter isOn={isProblemsOnly} onChange={onProblemsOnly} />
      {view.error !== null && <p className="file-details-note trouble-bad">{t('transfers.details.failedToLoad')}</p>}
      {view.total === 0 && (
        <p className="file-details-note muted">
          {t(isProblemsOnly ? 'transfers.details.noProblems' : 'transfers.details.none')}
        </p>
      )}
      <div className="file-details-list" style={{ blockSize: shownRows * ROW_HEIGHT_PX }} hidden={count === 0}>
        <VirtualList
          key={filter}
          count={count}
          rowHeightPx={ROW_HEIGHT_PX}
          label={t('transfers.details.label', { title: titleWords(wording, transfer) })}
          onRange={look}
          renderRow={(index) => <FileRowLine row={view.rowAt(index)} transfer={transfer} />}
        />
      </div>
    </div>
  );
}

interface ProblemsFilterProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function ProblemsFilter({ isOn, onChange }: ProblemsFilterProps) {
  const { t } = useWording();
  return (
    <label className="file-details-filter small">
      <TriCheckbox state={isOn ? 'all' : 'none'} label={t('transfers.details.problemsOnly')} onChange={onChange} />
      {t('transfers.details.problemsOnly')}
    </label>
  );
}
