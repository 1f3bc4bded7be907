import { ArrowDownLeft, ArrowUpRight } from 'lucide-react';
import { useId } from 'react';
import type { HistoryEntry } from '../../../shared/model/history.ts';
import { useApp } from '../../bridge/app-context.tsx';
import { reportWords } from '../../text/report-words.ts';
import { useWording } from '../../text/wording-context.tsx';
import { CheckStatus } from './check-status.tsx';
import { EntryTitle } from './entry-title.tsx';
import { HistoryActions } from './history-actions.tsx';
import { HistoryFiles } from './history-files.tsx';
import { factsWords, resultWords, toneOf } from './history-words.ts';

interface HistoryRowProps {
  readonly entry: HistoryEntry;
  readonly isExpanded: boolean;
  readonly onToggle: () => void;
}

/** One past transfer: what, with whom, what became of it. Its files on demand. */
export function HistoryRow({ entry, isExpanded, onToggle }: HistoryRowProps) {
  const wording = useWording();
  const filesId = useId();
  const check = useApp((state) => state.checksById.get(entry.id));
  const tone = toneOf(entry);
  const report = reportWords(wording, entry);
  const Icon = entry.direction === 'send' ? ArrowUpRight : ArrowDownLeft;
  return (
    <div
      className="history-row"
      data-testid="history-row"
      data-transfer-id={entry.id}
      data-result={entry.result}
      data-direction={entry.direction}
    >
      <span className={`history-icon history-icon-${tone}`}>
        <Icon size={16} aria-hidden="true" className="points-forward" />
      </span>
      <div className="history-what">
        <EntryTitle entry={entry} />
        <p className="small">
          <span className={`history-result history-result-${tone}`}>{resultWords(wording, entry)}</span>
          <span className="muted"> · {factsWords(wording, entry)}</span>
        </p>
        {report !== '' && (
          <p className="small muted" data-testid="history-report">
            {report}
          </p>
        )}
      </div>
      <HistoryActions entry={entry} filesId={filesId} isExpanded={isExpanded} onToggle={onToggle} />
      {check && <CheckStatus check={check} />}
      {isExpanded && <HistoryFiles id={filesId} entry={entry} />}
    </div>
  );
}
