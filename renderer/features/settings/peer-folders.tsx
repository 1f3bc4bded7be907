import { useRef } from 'react';
import type { PeerId } from '../../../shared/model/ids.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import { useApp, useCommands } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { FormGroup } from '../../components/form-group.tsx';
import { NameText } from '../../components/name-text.tsx';
import { PathText } from '../../components/path-text.tsx';
import { selectPeers, selectPeerName } from '../../stores/selectors.ts';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { AddPeerFolder } from './add-peer-folder.tsx';
import { useAttempt, type Attempt } from './use-attempt.ts';

interface PeerFoldersProps {
  readonly folders: Settings['peerFolders'];
}

/** Devices whose things go to a folder of their own. */
export function PeerFolders({ folders }: PeerFoldersProps) {
  const { t } = useWording();
  const peers = useApp(selectPeers);
  const { choosePeerFolder } = useCommands();
  const { error, attempt } = useAttempt();
  const group = useRef<HTMLDivElement>(null);
  // keys of the record are peer ids; TypeScript forgets that
  const entries = Object.entries(folders) as [PeerId, string][];
  const addable = peers.filter((peer) => !Object.hasOwn(folders, peer.id));
  return (
    <FormGroup
      label={t('settings.receiving.peerFolders')}
      hint={t('settings.receiving.peerFoldersHint')}
      error={error}
      testId="setting-peerFolders"
    >
      {({ labelId, describedBy }) => (
        <div ref={group} role="group" tabIndex={-1} aria-labelledby={labelId} aria-describedby={describedBy}>
          {entries.length > 0 && (
            <ul className="peer-folders" aria-labelledby={labelId}>
              {entries.map(([peerId, path]) => (
                <PeerFolder
                  key={peerId}
                  peerId={peerId}
                  path={path}
                  attempt={attempt}
                  onRemove={() => group.current?.focus()}
                />
              ))}
            </ul>
          )}
          <AddPeerFolder
            peers={addable}
            hint={peers.length === 0 ? 'noPeers' : 'allPeersHaveFolder'}
            onChoose={(peer) => void attempt(() => choosePeerFolder(peer.id))}
          />
        </div>
      )}
    </FormGroup>
  );
}

interface PeerFolderProps {
  readonly peerId: PeerId;
  readonly path: string;
  readonly attempt: Attempt['attempt'];
  /** Before the row goes: the keyboard must not go with it. */
  readonly onRemove: () => void;
}

function PeerFolder({ peerId, path, attempt, onRemove }: PeerFolderProps) {
  const { t } = useWording();
  const { choosePeerFolder, resetPeerFolder } = useCommands();
  const known = useApp(selectPeerName(peerId));
  const unknown = t('settings.receiving.unknownPeer', { id: peerId.slice(0, 8) });
  const spoken = known === undefined ? unknown : inlineName(known);
  return (
    <li className="peer-folder" data-testid="peer-folder" data-peer-id={peerId}>
      <div className="peer-folder-words">
        {known === undefined ? unknown : <NameText name={known} />}
        <p className="form-hint">
          <PathText path={path} />
        </p>
      </div>
      <div className="peer-folder-actions">
        <Button
          aria-label={t('settings.receiving.changeFor', { name: spoken })}
          onClick={() => void attempt(() => choosePeerFolder(peerId))}
        >
          {t('settings.receiving.change')}
        </Button>
        <Button
          aria-label={t('settings.receiving.removeFor', { name: spoken })}
          onClick={() => {
            onRemove();
            void attempt(() => resetPeerFolder(peerId));
          }}
        >
          {t('settings.receiving.remove')}
        </Button>
      </div>
    </li>
  );
}
