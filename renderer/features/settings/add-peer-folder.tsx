import { Menu } from '@base-ui/react/menu';
import type { Peer } from '../../../shared/model/peer.ts';
import { Button } from '../../components/button.tsx';
import { DeviceGlyph } from '../../components/device-glyph.tsx';
import { NameText } from '../../components/name-text.tsx';
import { useWording } from '../../text/wording-context.tsx';
import '../../components/popup.css';

interface AddPeerFolderProps {
  /** Those without a folder of their own. */
  readonly peers: readonly Peer[];
  /** Why there is none. */
  readonly hint: 'noPeers' | 'allPeersHaveFolder';
  readonly onChoose: (peer: Peer) => void;
}

/** Chooses the device; the system's dialog chooses the folder. */
export function AddPeerFolder({ peers, hint, onChoose }: AddPeerFolderProps) {
  const { t } = useWording();
  if (peers.length === 0) {
    return <p className="form-hint peer-folders-none">{t(`settings.receiving.${hint}`)}</p>;
  }
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="peer-folders-add" render={<Button data-testid="add-peer-folder" />}>
        {t('settings.receiving.addPeerFolder')}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="start" collisionPadding={8} className="popup-layer">
          <Menu.Popup className="popup menu menu-long">
            {peers.map((peer) => (
              <Menu.Item key={peer.id} className="menu-item" onClick={() => onChoose(peer)}>
                <DeviceGlyph platform={peer.platform} sizePx={16} />
                <NameText name={peer.name} />
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
