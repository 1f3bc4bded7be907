import { ChevronDown, FolderOpen, RotateCw, X } from 'lucide-react';
import { isEnded, type Transfer } from '../../../shared/model/transfer.ts';
import { useAppStore, useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { HoldAction, TryNowAction } from './hold-actions.tsx';
import { LineActions } from './line-actions.tsx';
import { mayTryAgain } from './may-try-again.ts';
import { titleWords } from './transfer-words.ts';
import { useKeptFocus } from './use-kept-focus.ts';

interface TransferActionsProps {
  readonly transfer: Transfer;
  readonly detailsId: string;
  readonly isExpanded: boolean;
  readonly onToggleDetails: () => void;
}

/** What can be done with a transfer as it stands. The main thing has words, the rest are signs. */
export function TransferActions({ transfer, detailsId, isExpanded, onToggleDetails }: TransferActionsProps) {
  const wording = useWording();
  const { t } = wording;
  const title = titleWords(wording, transfer);
  const keptFocus = useKeptFocus();
  return (
    <div className="transfer-actions" {...keptFocus}>
      <MainAction transfer={transfer} title={title} />
      <LineActions transfer={transfer} title={title} />
      <TryNowAction transfer={transfer} title={title} />
      <HoldAction transfer={transfer} title={title} />
      <IconButton
        data-keeps-focus
        hint={t('transfers.action.details')}
        label={t('transfers.action.detailsLabel', { title })}
        aria-expanded={isExpanded}
        aria-controls={isExpanded ? detailsId : undefined}
        icon={<ChevronDown size={18} aria-hidden="true" className="transfer-chevron" />}
        onClick={onToggleDetails}
      />
      <EndAction transfer={transfer} title={title} />
    </div>
  );
}

interface ActionProps {
  readonly transfer: Transfer;
  readonly title: string;
}

function MainAction({ transfer, title }: ActionProps) {
  const { t, number } = useWording();
  const { sendAgain, retryFailed, showInFolder } = useCommands();
  const store = useAppStore();
  const { id, state, direction } = transfer;
  if (state === 'offered' && direction === 'receive') {
    const label = t('transfers.action.reviewLabel', { title, peer: inlineName(transfer.peerName) });
    return (
      <Button look="primary" aria-label={label} onClick={() => store.getState().bringOfferToFront(id)}>
        {t('transfers.action.review')}
      </Button>
    );
  }
  if (direction === 'receive' && transfer.canShow && isEnded(state)) {
    return (
      <Button aria-label={t('transfers.action.showLabel', { title })} onClick={() => void showInFolder(id)}>
        <FolderOpen size={16} aria-hidden="true" />
        <span className="transfer-action-text">{t('transfers.action.show')}</span>
      </Button>
    );
  }
  if (isAllSettled(transfer)) {
    const count = transfer.filesToRetry;
    return (
      <Button
        data-testid="transfer-retry"
        aria-label={t('transfers.action.retryLabel', { title, count })}
        onClick={() => void retryFailed(id)}
      >
        <RotateCw size={16} aria-hidden="true" />
        <span className="transfer-action-text">{t('transfers.action.retry', { count: number(count) })}</span>
      </Button>
    );
  }
  if (mayTryAgain(transfer)) {
    return (
      <Button aria-label={t('transfers.action.againLabel', { title })} onClick={() => void sendAgain(id)}>
        <RotateCw size={16} aria-hidden="true" />
        <span className="transfer-action-text">{t('transfers.action.again')}</span>
      </Button>
    );
  }
  return null;
}

/** It came to every file, and some failed: those alone are worth sending again. */
function isAllSettled({ state, filesToRetry, filesDone, filesTotal }: Transfer): boolean {
  return (state === 'partial' || state === 'failed') && filesToRetry > 0 && filesDone + filesToRetry >= filesTotal;
}

/** Ends what runs, or takes what has ended off the list. */
function EndAction({ transfer, title }: ActionProps) {
  const { t } = useWording();
  const { cancel, declineOffer, dismiss } = useCommands();
  const { id, state, direction } = transfer;
  if (isEnded(state)) {
    return (
      <IconButton
        hint={t('transfers.action.dismiss')}
        label={t('transfers.action.dismissLabel', { title })}
        icon={<X size={18} aria-hidden="true" />}
        onClick={() => void dismiss(id)}
      />
    );
  }
  const isQuestion = state === 'offered' && direction === 'receive';
  const action = isQuestion ? 'decline' : 'cancel';
  return (
    <Button
      data-testid="transfer-cancel"
      aria-label={t(`transfers.action.${action}Label`, { title })}
      onClick={() => void (isQuestion ? declineOffer(id) : cancel(id))}
    >
      {t(`transfers.action.${action}`)}
    </Button>
  );
}
