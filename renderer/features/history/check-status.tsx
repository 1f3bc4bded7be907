import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { HistoryCheck } from '../../../shared/model/history.ts';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { checkWords, isUnderWay, problemCount } from './check-words.ts';

/** How far a check is, and what came of it. */
export function CheckStatus({ check }: { readonly check: HistoryCheck }) {
  const wording = useWording();
  const words = checkWords(wording, check);
  if (isUnderWay(check)) return <CheckProgress check={check} words={words} />;
  const isGood = check.state === 'done' && problemCount(check) === 0;
  const Icon = isGood ? CircleCheck : TriangleAlert;
  return (
    <p
      className={`history-check small history-check-${isGood ? 'ok' : 'warn'}`}
      data-testid="history-check"
      data-state={check.state}
    >
      <Icon size={16} aria-hidden="true" />
      <span>{words}</span>
    </p>
  );
}

function CheckProgress({ check, words }: { readonly check: HistoryCheck; readonly words: string }) {
  const { t } = useWording();
  const fraction = check.bytesTotal > 0 ? Math.min(1, check.bytesDone / check.bytesTotal) : null;
  return (
    <div className="history-checking" data-testid="history-check" data-state={check.state}>
      <ProgressBar
        fraction={check.state === 'queued' ? 0 : fraction}
        label={t('history.check.progress', { title: check.title })}
        valueText={words}
      />
      <p className="small muted">{words}</p>
    </div>
  );
}
