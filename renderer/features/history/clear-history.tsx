import { AlertDialog } from '@base-ui/react/alert-dialog';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import '../../components/panel-dialog.css';
import '../../components/popup.css';
import { useWording } from '../../text/wording-context.tsx';

/** Empties the history after asking. */
export function ClearHistory({ isPossible }: { readonly isPossible: boolean }) {
  const { t } = useWording();
  const { clearHistory } = useCommands();
  const [isOpen, setOpen] = useState(false);
  const clear = (): void => {
    setOpen(false);
    void clearHistory();
  };
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={setOpen}>
      <AlertDialog.Trigger render={<Button look="plain" data-testid="history-clear" disabled={!isPossible} />}>
        <Trash2 size={16} aria-hidden="true" />
        {t('history.clear.button')}
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="history-backdrop" />
        <AlertDialog.Popup className="panel-dialog popup">
          <AlertDialog.Title className="panel-dialog-title">{t('history.clear.title')}</AlertDialog.Title>
          <AlertDialog.Description className="muted">{t('history.clear.explain')}</AlertDialog.Description>
          <div className="panel-dialog-actions">
            <AlertDialog.Close render={<Button />}>{t('app.cancel')}</AlertDialog.Close>
            <Button look="primary" data-testid="history-clear-confirm" onClick={clear}>
              {t('history.clear.confirm')}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
