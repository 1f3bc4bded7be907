import { Menu } from '@base-ui/react/menu';
import { Ellipsis, File, Folder, Trash2 } from 'lucide-react';
import type { Peer } from '../../../shared/model/peer.ts';
import { useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import '../../components/popup.css';

/** What else can be done with a peer, and its words for comparing. */
export function PeerMenu({ peer }: { readonly peer: Peer }) {
  const { t } = useWording();
  const { chooseAndSend, forgetPeer } = useCommands();
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
            {peer.status === 'offline' && (
              <Menu.Item className="menu-item" onClick={() => void forgetPeer(peer)}>
                <Trash2 size={16} aria-hidden="true" />
                {t('peers.remove')}
              </Menu.Item>
            )}
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
