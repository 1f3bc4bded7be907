import { ArrowDownLeft, ArrowUpRight, List, Play, RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { TransferId } from '../../../shared/model/ids.ts';
import type { Transfer } from '../../../shared/model/transfer.ts';
import { useApp, useAppStore, useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { selectTransfer } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import { EntryTitle } from './entry-title.tsx';
import { entryTitle, openWords } from './history-words.ts';

/** A transfer that stands still: where, why, and the way to go on. */
export function OpenRow({ id }: { readonly id: TransferId }) {
  const wording = useWording();
  const transfer = useApp(selectTransfer(id));
  if (transfer === undefined) return null;
  const Icon = transfer.direction === 'send' ? ArrowUpRight : ArrowDownLeft;
  return (
    <div
      className="history-row"
      data-testid="history-open"
      data-transfer-id={id}
      data-state={transfer.state}
      data-direction={transfer.direction}
    >
      <span className="history-icon history-icon-calm">
        <Icon size={16} aria-hidden="true" className="points-forward" />
      </span>
      <div className="history-what">
        <EntryTitle entry={transfer} />
        <p className="small muted">{openWords(wording, transfer)}</p>
      </div>
      <OpenActions transfer={transfer} />
    </div>
  );
}

function OpenActions({ transfer }: { readonly transfer: Transfer }) {
  const wording = useWording();
  const { t } = wording;
  const store = useAppStore();
  const title = entryTitle(wording, transfer);
  const showInList = (): void => {
    store.getState().showView('home');
    store.getState().focusTransfer(transfer.id);
  };
  return (
    <div className="history-actions">
      {/* what was stopped there can be told to go on only there */}
      {transfer.pausedBy !== 'there' && <ContinueButton transfer={transfer} title={title} />}
      <IconButton
        data-testid="history-open-show"
        hint={t('history.open.show')}
        label={t('history.open.showLabel', { title })}
        icon={<List size={16} aria-hidden="true" />}
        onClick={showInList}
      />
    </div>
  );
}

interface ContinueButtonProps {
  readonly transfer: Transfer;
  readonly title: string;
}

function ContinueButton({ transfer, title }: ContinueButtonProps) {
  const { t } = useWording();
  const { resume } = useCommands();
  const [isBusy, setBusy] = useState(false);
  const action = transfer.state === 'waiting' ? 'tryNow' : 'resume';
  const Icon = action === 'tryNow' ? RotateCw : Play;
  const goOn = async (button: HTMLElement): Promise<void> => {
    // the keyboard stays in the list although the row goes
    const list = button.closest<HTMLElement>('[role="group"]');
    setBusy(true);
    const isDone = await resume(transfer.id);
    setBusy(false);
    if (isDone && action === 'resume') list?.focus();
  };
  return (
    <Button
      data-testid="history-continue"
      aria-label={t(`transfers.action.${action}Label`, { title })}
      aria-disabled={isBusy}
      onClick={({ currentTarget }) => {
        if (!isBusy) void goOn(currentTarget);
      }}
    >
      <Icon size={16} aria-hidden="true" />
      {t(`transfers.action.${action}`)}
    </Button>
  );
}
