import { useRef } from 'react';
import { PanelDialog } from '../../components/panel-dialog.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { AddPeerForm } from './add-peer-form.tsx';

interface AddPeerDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** For networks where devices do not find each other. */
export function AddPeerDialog({ isOpen, onClose }: AddPeerDialogProps) {
  const { t } = useWording();
  const input = useRef<HTMLInputElement>(null);
  return (
    <PanelDialog
      isOpen={isOpen}
      onClose={onClose}
      title={t('addPeer.title')}
      description={t('addPeer.explain')}
      closeLabel={t('app.close')}
      initialFocus={input}
    >
      <AddPeerForm inputRef={input} onDone={onClose} onCancel={onClose} />
    </PanelDialog>
  );
}
