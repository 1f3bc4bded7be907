import type { HistoryEntry } from '../../../shared/model/history.ts';
import { VirtualList } from '../../components/virtual-list.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { HistoryFileLine } from './history-file-line.tsx';
import { HistoryReceipt } from './history-receipt.tsx';
import { entryTitle } from './history-words.ts';
import { useHistoryFiles } from './use-history-pages.ts';

const ROW_HEIGHT_PX = 52;
/** A list this short is drawn at full height; a longer one scrolls. */
const MAX_ROWS_SHOWN = 6;

interface HistoryFilesProps {
  readonly id: string;
  readonly entry: HistoryEntry;
}

/** What became of every file, of which there may be very many. */
export function HistoryFiles({ id, entry }: HistoryFilesProps) {
  const wording = useWording();
  const { t } = wording;
  const { view, look } = useHistoryFiles(entry.id);
  const count = view.total ?? 0;
  return (
    <div id={id} className="history-files" data-testid="history-files">
      <HistoryReceipt entry={entry} />
      {view.error !== null && <p className="small muted">{t('transfers.details.failedToLoad')}</p>}
      {view.total === 0 && <p className="small muted">{t('history.noFiles')}</p>}
      {count > 0 && (
        <div className="history-files-list" style={{ blockSize: Math.min(count, MAX_ROWS_SHOWN) * ROW_HEIGHT_PX }}>
          <VirtualList
            count={count}
            rowHeightPx={ROW_HEIGHT_PX}
            label={t('transfers.details.label', { title: entryTitle(wording, entry) })}
            onRange={look}
            renderRow={(index) => <HistoryFileLine file={view.rowAt(index)} entry={entry} />}
          />
        </div>
      )}
    </div>
  );
}
