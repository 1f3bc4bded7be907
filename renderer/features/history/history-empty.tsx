import { History, SearchX } from 'lucide-react';
import { useWording } from '../../text/wording-context.tsx';

interface HistoryEmptyProps {
  /** Something is searched or filtered for. */
  readonly isNarrowed: boolean;
  readonly isOff: boolean;
}

/** Instead of the list when there is nothing to put into it. */
export function HistoryEmpty({ isNarrowed, isOff }: HistoryEmptyProps) {
  const { t } = useWording();
  const Icon = isNarrowed ? SearchX : History;
  const words = isNarrowed ? 'nothingFound' : isOff ? 'emptyOff' : 'empty';
  return (
    <div className="history-empty" data-testid="history-empty">
      <Icon size={32} strokeWidth={1.5} aria-hidden="true" />
      <p className="history-empty-title">{t(`history.${words}.title`)}</p>
      <p className="muted">{t(`history.${words}.lead`)}</p>
    </div>
  );
}
