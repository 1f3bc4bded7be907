import { Menu } from '@base-ui/react/menu';
import { Ellipsis, File, Folder, Gauge, ListX, Trash2 } from 'lucide-react';
import type { Peer } from '../../../shared/model/peer.ts';
import { useApp, useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { selectQueuedCount } from '../../stores/line.ts';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import '../../components/popup.css';

/** What else can be done with a peer, and its words for comparing. */
export function PeerMenu({ peer }: { readonly peer: Peer }) {
  const { t } = useWording();
  const { chooseAndSend } = useCommands();
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        className="peer-tile-menu"
        render={<Button look="plain" />}
        aria-label={t('peers.more', { name: inlineName(peer.name) })}
      >
        <Ellipsis size={16} aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" collisionPadding={8} className="popup-layer">
          <Menu.Popup className="popup menu">
            <Menu.Item className="menu-item" onClick={() => void chooseAndSend(peer, 'files')}>
              <File size={16} aria-hidden="true" />
              {t('peers.chooseFiles')}
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={() => void chooseAndSend(peer, 'folders')}>
              <Folder size={16} aria-hidden="true" />
              {t('peers.chooseFolders')}
            </Menu.Item>
            <Test peer={peer} />
            <CancelWaiting peer={peer} />
            <Remove peer={peer} />
            <Menu.Separator className="menu-line" />
            <Menu.Group>
              <Menu.GroupLabel className="menu-note">
                {t(`peers.platform.${peer.platform}`)}
                <br />
                {t('peers.identity', { words: peer.fingerprintWords.join(' · ') })}
              </Menu.GroupLabel>
            </Menu.Group>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Test({ peer }: { readonly peer: Peer }) {
  const { t } = useWording();
  const { startTest } = useCommands();
  if (peer.status !== 'online') return null;
  return (
    <Menu.Item className="menu-item" data-testid="test-connection" onClick={() => void startTest(peer)}>
      <Gauge size={16} aria-hidden="true" />
      {t('test.menu')}
    </Menu.Item>
  );
}

function CancelWaiting({ peer }: { readonly peer: Peer }) {
  const { t, number } = useWording();
  const { cancelWaiting } = useCommands();
  const count = useApp(selectQueuedCount(peer.id));
  if (count === 0) return null;
  return (
    <Menu.Item className="menu-item" data-testid="cancel-waiting" onClick={() => void cancelWaiting(peer)}>
      <ListX size={16} aria-hidden="true" />
      {t('peers.cancelWaiting', { count: number(count) })}
    </Menu.Item>
  );
}

function Remove({ peer }: { readonly peer: Peer }) {
  const { t } = useWording();
  const { forgetPeer } = useCommands();
  if (peer.status !== 'offline') return null;
  return (
    <Menu.Item className="menu-item" onClick={() => void forgetPeer(peer)}>
      <Trash2 size={16} aria-hidden="true" />
      {t('peers.remove')}
    </Menu.Item>
  );
}
