import { ListStart, MoveDown, MoveUp } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { LineMove, Transfer } from '../../../shared/model/transfer.ts';
import { useApp, useAppStore, useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { selectHasBehind } from '../../stores/line.ts';
import { useWording } from '../../text/wording-context.tsx';
import { useOneCall } from './use-one-call.ts';

interface LineActionsProps {
  readonly transfer: Transfer;
  readonly title: string;
}

/** Changes who goes first to a device. The row moves with it, and where it stands then is said. */
export function LineActions({ transfer, title }: LineActionsProps) {
  const { t } = useWording();
  const { isBusy, call } = useOneCall();
  const move = useAnnouncedMove(transfer, title);
  const hasBehind = useApp(selectHasBehind(transfer.id));
  const { linePosition } = transfer;
  if (linePosition === null) return null;
  const props = (to: LineMove) => ({
    'data-testid': `transfer-${to}`,
    'aria-disabled': isBusy,
    onClick: () => call(() => move(to)),
  });
  return (
    <>
      <Button {...props('first')} aria-label={t('transfers.action.firstLabel', { title })}>
        <ListStart size={16} aria-hidden="true" />
        <span className="transfer-action-text">{t('transfers.action.first')}</span>
      </Button>
      {linePosition > 1 && (
        <IconButton
          {...props('earlier')}
          hint={t('transfers.action.earlier')}
          label={t('transfers.action.earlierLabel', { title })}
          icon={<MoveUp size={18} aria-hidden="true" />}
        />
      )}
      {hasBehind && (
        <IconButton
          {...props('later')}
          hint={t('transfers.action.later')}
          label={t('transfers.action.laterLabel', { title })}
          icon={<MoveDown size={18} aria-hidden="true" />}
        />
      )}
    </>
  );
}

/** Moves, and says the new place as soon as it is known, which is after the call. */
function useAnnouncedMove({ id, linePosition }: Transfer, title: string): (to: LineMove) => Promise<void> {
  const { t } = useWording();
  const store = useAppStore();
  const { move } = useCommands();
  const isAsked = useRef(false);
  const shown = useRef(linePosition);
  useEffect(() => {
    const isChanged = shown.current !== linePosition;
    shown.current = linePosition;
    if (!isChanged || !isAsked.current) return;
    isAsked.current = false;
    store.getState().announce(t('transfers.announce.place', { title, count: linePosition ?? 0 }));
  }, [linePosition, store, t, title]);
  return async (to) => {
    isAsked.current = true;
    isAsked.current = await move(id, to);
  };
}
