import type { Peer } from '../../../shared/model/peer.ts';
import { useApp } from '../../bridge/app-context.tsx';
import { PanelDialog } from '../../components/panel-dialog.tsx';
import { PeerPicker } from '../../components/peer-picker.tsx';
import { selectPeers } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';

interface SendToDialogProps {
  /** Waiting for somebody to go to; null: nothing waits. */
  readonly files: readonly File[] | null;
  readonly onChoose: (peer: Peer) => void;
  readonly onClose: () => void;
}

/** For files that were pasted or dropped beside the tiles. */
export function SendToDialog({ files, onChoose, onClose }: SendToDialogProps) {
  const { t } = useWording();
  const peers = useApp(selectPeers);
  return (
    <PanelDialog
      isOpen={files !== null}
      onClose={onClose}
      title={t('peers.sendTo.title', { count: files?.length ?? 0 })}
      description={t(peers.length === 0 ? 'peers.hint.nobody' : 'peers.sendTo.explain')}
      closeLabel={t('app.close')}
    >
      <PeerPicker
        peers={peers}
        unnamed={t('peers.unnamed')}
        movedWords={t('peers.moved')}
        noteOf={({ status }) => (status === 'offline' ? t('peers.sendTo.away') : null)}
        onChoose={onChoose}
      />
    </PanelDialog>
  );
}
