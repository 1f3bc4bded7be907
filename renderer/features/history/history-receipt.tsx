import { FileCheck2, ScrollText, X } from 'lucide-react';
import type { HistoryEntry } from '../../../shared/model/history.ts';
import { useApp, useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { CheckProblems } from './check-problems.tsx';
import { canCheck, isUnderWay, problemCount } from './check-words.ts';
import { entryTitle } from './history-words.ts';

/** The proof of a transfer: to keep, and to compare with the disk. Nothing where no file arrived. */
export function HistoryReceipt({ entry }: { readonly entry: HistoryEntry }) {
  const check = useApp((state) => state.checksById.get(entry.id));
  if (entry.filesDone === 0) return null;
  const hasFound = check !== undefined && !isUnderWay(check) && problemCount(check) > 0;
  return (
    <>
      <div className="history-receipt">
        <SaveReceipt entry={entry} />
        {canCheck(entry) && <CheckButton entry={entry} isChecking={isUnderWay(check)} />}
      </div>
      {hasFound && <CheckProblems entry={entry} check={check} />}
    </>
  );
}

function SaveReceipt({ entry }: { readonly entry: HistoryEntry }) {
  const wording = useWording();
  const { t } = wording;
  const { saveReceipt } = useCommands();
  const tell = (name: string): string => t('history.receipt.saved', { name: inlineName(name) });
  return (
    <Button
      data-testid="history-save-receipt"
      aria-label={t('history.receipt.saveLabel', { title: entryTitle(wording, entry) })}
      onClick={() => void saveReceipt(entry.id, tell)}
    >
      <ScrollText size={16} aria-hidden="true" />
      {t('history.receipt.save')}
    </Button>
  );
}

interface CheckButtonProps {
  readonly entry: HistoryEntry;
  readonly isChecking: boolean;
}

/** One button for both, so that the keyboard stays where it is. */
function CheckButton({ entry, isChecking }: CheckButtonProps) {
  const wording = useWording();
  const { t } = wording;
  const { checkHistory, cancelHistoryCheck } = useCommands();
  const Icon = isChecking ? X : FileCheck2;
  const title = entryTitle(wording, entry);
  return (
    <Button
      data-testid="history-verify"
      aria-label={t(isChecking ? 'history.check.stopLabel' : 'history.check.startLabel', { title })}
      onClick={() => void (isChecking ? cancelHistoryCheck(entry.id) : checkHistory(entry.id))}
    >
      <Icon size={16} aria-hidden="true" />
      {t(isChecking ? 'history.check.stop' : 'history.check.start')}
    </Button>
  );
}
