import { isEnded, type Transfer } from '../../../shared/model/transfer.ts';
import { useAppStore } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { limitWords } from './limit-words.ts';

/** What keeps the transfer from being faster, and the way to change it where there is one. */
export function TransferLimitLine({ transfer }: { readonly transfer: Transfer }) {
  const wording = useWording();
  const store = useAppStore();
  const words = isEnded(transfer.state) ? null : limitWords(wording, transfer);
  if (words === null) return null;
  return (
    <p className="file-details-limit muted small" data-testid="transfer-limit" data-limit={transfer.limitedBy}>
      {words}
      {transfer.limitedBy === 'limit-here' && (
        <Button look="plain" className="small" onClick={() => store.getState().showView('settings')}>
          {wording.t('transfers.changeLimit')}
        </Button>
      )}
    </p>
  );
}
