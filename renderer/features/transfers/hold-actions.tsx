import { Pause, Play, RotateCw } from 'lucide-react';
import type { MouseEvent } from 'react';
import { isQueued, type Transfer } from '../../../shared/model/transfer.ts';
import { useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { useOneCall } from './use-one-call.ts';

interface HoldActionProps {
  readonly transfer: Transfer;
  readonly title: string;
}

/** Stops what moves or waits, and lets it go on. One button for both, so that it keeps the focus when it is pressed. */
export function HoldAction({ transfer, title }: HoldActionProps) {
  const { t } = useWording();
  const { pause, resume } = useCommands();
  const { isBusy, call } = useOneCall();
  const action = actionOf(transfer);
  if (action === null) return null;
  const handleClick = (event: MouseEvent): void => {
    // the second click of a double one would take the first one back
    if (event.detail <= 1) call(() => (action === 'pause' ? pause : resume)(transfer.id));
  };
  const isSign = action === 'pause';
  return (
    <Tooltip text={t(`transfers.action.${action}`)} isOff={!isSign}>
      <Button
        look={isSign ? 'plain' : 'quiet'}
        className={isSign ? 'icon-button' : ''}
        data-testid={`transfer-${action}`}
        aria-label={t(`transfers.action.${action}Label`, { title })}
        aria-disabled={isBusy}
        onClick={handleClick}
      >
        {isSign ? <Pause size={18} aria-hidden="true" /> : <Play size={16} aria-hidden="true" />}
        {!isSign && <span className="transfer-action-text">{t('transfers.action.resume')}</span>}
      </Button>
    </Tooltip>
  );
}

/** For those who know that the other device is back and do not want to wait until it is found. */
export function TryNowAction({ transfer, title }: HoldActionProps) {
  const { t } = useWording();
  const { resume } = useCommands();
  const { isBusy, call } = useOneCall();
  if (transfer.state !== 'waiting') return null;
  return (
    <Button
      data-testid="transfer-try-now"
      aria-label={t('transfers.action.tryNowLabel', { title })}
      aria-disabled={isBusy}
      onClick={() => call(() => resume(transfer.id))}
    >
      <RotateCw size={16} aria-hidden="true" />
      <span className="transfer-action-text">{t('transfers.action.tryNow')}</span>
    </Button>
  );
}

/** What was stopped there can be told to go on only there. */
function actionOf(transfer: Transfer): 'pause' | 'resume' | null {
  const { state, pausedBy } = transfer;
  if (state === 'active' || (state === 'waiting' && !isQueued(transfer))) return 'pause';
  return state === 'paused' && pausedBy !== 'there' ? 'resume' : null;
}
