import type { HistoryEntry } from '../../../shared/model/history.ts';
import { NameText } from '../../components/name-text.tsx';
import { useWording } from '../../text/wording-context.tsx';

interface EntryTitleProps {
  readonly entry: Pick<HistoryEntry, 'title' | 'itemCount' | 'direction' | 'peerName'>;
}

/** What it was, and with whom. */
export function EntryTitle({ entry }: EntryTitleProps) {
  const { t } = useWording();
  const others = Math.max(0, entry.itemCount - 1);
  return (
    <div className="history-title">
      <h3>{t.rich('transfers.name', { title: () => <NameText key="title" name={entry.title} />, others })}</h3>
      <span className="history-peer muted">
        {t.rich(entry.direction === 'send' ? 'transfers.to' : 'transfers.from', {
          peer: () => <NameText key="peer" name={entry.peerName} />,
        })}
      </span>
    </div>
  );
}
