import type { HistoryCheck, HistoryEntry, HistoryProblem } from '../../../shared/model/history.ts';
import { NameText } from '../../components/name-text.tsx';
import { VirtualList } from '../../components/virtual-list.tsx';
import { splitPath } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { problemCount } from './check-words.ts';
import { entryTitle } from './history-words.ts';
import { useHistoryProblems } from './use-history-pages.ts';

const ROW_HEIGHT_PX = 52;
/** A list this short is drawn at full height; a longer one scrolls. */
const MAX_ROWS_SHOWN = 4;

interface CheckProblemsProps {
  readonly entry: HistoryEntry;
  readonly check: HistoryCheck;
}

/** The files that are not as they were, of which there may be very many. */
export function CheckProblems({ entry, check }: CheckProblemsProps) {
  const wording = useWording();
  const { t } = wording;
  const { view, look } = useHistoryProblems(entry.id);
  const count = problemCount(check);
  if (view.error !== null) return <p className="small muted">{t('transfers.details.failedToLoad')}</p>;
  return (
    <div
      className="history-files-list history-problems"
      data-testid="history-problems"
      style={{ blockSize: Math.min(count, MAX_ROWS_SHOWN) * ROW_HEIGHT_PX }}
    >
      <VirtualList
        count={count}
        rowHeightPx={ROW_HEIGHT_PX}
        label={t('history.check.list', { title: entryTitle(wording, entry) })}
        onRange={look}
        renderRow={(index) => <ProblemLine problem={view.rowAt(index)} />}
      />
    </div>
  );
}

function ProblemLine({ problem }: { readonly problem: HistoryProblem | undefined }) {
  const { t, bytes } = useWording();
  if (problem === undefined) return <div className="history-file muted">{t('offers.loading')}</div>;
  const { name, folder } = splitPath(problem.path);
  return (
    <div className="history-file" data-testid="history-problem" data-problem={problem.problem}>
      <span className="history-file-name">
        <NameText name={name} />
        <span className="history-file-facts small muted">
          <span className="history-file-outcome history-problem-kind">
            {t(`history.check.kind.${problem.problem}`)}
          </span>
          <span>· {bytes(problem.sizeBytes)}</span>
          {folder !== '' && (
            <>
              <span>·</span>
              <NameText name={folder} />
            </>
          )}
        </span>
      </span>
    </div>
  );
}
