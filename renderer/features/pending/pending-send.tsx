import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Peer } from '../../../shared/model/peer.ts';
import type { PendingSend } from '../../../shared/model/pending-send.ts';
import { useApp, useAppStore, useCommands } from '../../bridge/app-context.tsx';
import { PanelDialog } from '../../components/panel-dialog.tsx';
import { PeerPicker } from '../../components/peer-picker.tsx';
import { awayPeersOf, onlinePeersOf } from '../../stores/selectors.ts';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { useReadyAnnouncement } from './use-ready-announcement.ts';

/** Asks for whom the files are that came from a file manager or a command line, for as long as they wait. */
export function PendingSendDialog() {
  const pending = useApp((state) => state.pendingSend);
  // a later lot is a new question
  return pending === null ? null : <Question key={pending.id} pending={pending} />;
}

function Question({ pending }: { readonly pending: PendingSend }) {
  const { t } = useWording();
  const online = useApp(useShallow(onlinePeersOf));
  const away = useApp(useShallow(awayPeersOf));
  const peers = [...online, ...away];
  const { forgetPending } = useCommands();
  const { isSending, send } = useSend(pending.id);
  useReadyAnnouncement(online);
  const isWaiting = online.length === 0;
  const others = Math.max(0, pending.itemCount - 1);
  return (
    <PanelDialog
      isOpen
      onClose={() => void forgetPending(pending.id)}
      title={t('pending.title', { title: inlineName(pending.title), others })}
      description={t(isWaiting ? 'pending.waiting' : 'pending.choose')}
      closeLabel={t('app.close')}
    >
      <div data-testid="pending-send" data-pending-id={pending.id}>
        {isWaiting && <p className="muted small">{t('pending.waitingHint')}</p>}
        <PeerPicker
          peers={peers}
          unnamed={t('peers.unnamed')}
          movedWords={t('peers.moved')}
          disabled={isSending}
          noteOf={({ status }) => (status === 'offline' ? t('peers.sendTo.away') : null)}
          onChoose={(peer) => void send(peer)}
        />
      </div>
    </PanelDialog>
  );
}

/** Sends once, and shows the list of transfers; after a failure, which is said, it may be tried again. */
function useSend(id: number) {
  const store = useAppStore();
  const { sendPending } = useCommands();
  const [isSending, setSending] = useState(false);
  const send = async (peer: Peer): Promise<void> => {
    setSending(true);
    // sent: main takes the question away, which may be a moment after this
    if (await sendPending(id, peer)) store.getState().showView('home');
    else setSending(false);
  };
  return { isSending, send };
}
