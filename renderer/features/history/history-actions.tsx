import { ChevronDown, FolderOpen, RotateCw, X } from 'lucide-react';
import type { HistoryEntry } from '../../../shared/model/history.ts';
import { useCommands } from '../../bridge/app-context.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { entryTitle } from './history-words.ts';

interface HistoryActionsProps {
  readonly entry: HistoryEntry;
  readonly filesId: string;
  readonly isExpanded: boolean;
  readonly onToggle: () => void;
}

/** What can be done with a past transfer. */
export function HistoryActions({ entry, filesId, isExpanded, onToggle }: HistoryActionsProps) {
  const wording = useWording();
  const { t } = wording;
  const { sendAgainFromHistory, showHistoryInFolder, removeFromHistory } = useCommands();
  const title = entryTitle(wording, entry);
  // the keyboard stays in the list although the row goes
  const remove = (button: HTMLElement): void => {
    const list = button.closest<HTMLElement>('[role="group"]');
    void removeFromHistory(entry.id).then((isRemoved) => isRemoved && list?.focus());
  };
  return (
    <div className="history-actions">
      {entry.canSendAgain && (
        <IconButton
          data-testid="history-send-again"
          hint={t('history.action.again')}
          label={t('transfers.action.againLabel', { title })}
          icon={<RotateCw size={16} aria-hidden="true" />}
          onClick={() => void sendAgainFromHistory(entry)}
        />
      )}
      {entry.canShow && (
        <IconButton
          data-testid="history-show"
          hint={t('transfers.action.show')}
          label={t('transfers.action.showLabel', { title })}
          icon={<FolderOpen size={16} aria-hidden="true" />}
          onClick={() => void showHistoryInFolder(entry.id)}
        />
      )}
      <IconButton
        data-testid="history-remove"
        hint={t('history.action.remove')}
        label={t('history.action.removeLabel', { title })}
        icon={<X size={16} aria-hidden="true" />}
        onClick={({ currentTarget }) => remove(currentTarget)}
      />
      <IconButton
        data-testid="history-details"
        hint={t('transfers.action.details')}
        label={t('transfers.action.detailsLabel', { title })}
        aria-expanded={isExpanded}
        aria-controls={isExpanded ? filesId : undefined}
        icon={<ChevronDown size={18} aria-hidden="true" className="history-chevron" />}
        onClick={onToggle}
      />
    </div>
  );
}
