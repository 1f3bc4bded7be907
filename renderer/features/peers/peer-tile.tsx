import { memo, useId, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Peer } from '../../../shared/model/peer.ts';
import { useApp, useCommands } from '../../bridge/app-context.tsx';
import { NameText } from '../../components/name-text.tsx';
import { selectPeerActivity } from '../../stores/peer-activity.ts';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { LastExchanged } from './last-exchanged.tsx';
import { PeerMenu } from './peer-menu.tsx';
import { TilePicture } from './tile-picture.tsx';
import { dropWords, stateWords } from './tile-words.ts';
import { useTileDrop } from './use-tile-drop.ts';
import './peer-tile.css';

interface PeerTileProps {
  readonly peer: Peer;
  /** Things being dragged over the window. */
  readonly itemCount: number;
  /** False: they were not taken. */
  readonly onFiles: (peer: Peer, files: readonly File[]) => boolean;
}

/**
 * One device: the whole tile takes dropped files and, clicked, opens the file dialog.
 * Drawn again only when this device changes: on a busy network others come and go all the time.
 * The button inside is stretched over the tile, so that mouse, keyboard and screen reader use the same one.
 */
export const PeerTile = memo(function PeerTile({ peer, itemCount, onFiles }: PeerTileProps) {
  const wording = useWording();
  const { t } = wording;
  const stateId = useId();
  const activity = useApp(useShallow(selectPeerActivity(peer.id)));
  const { chooseAndSend } = useCommands();
  const arrival = useArrival();
  const drop = useTileDrop((files) => {
    if (onFiles(peer, files)) arrival.show();
  });
  return (
    <li
      className="peer-tile"
      data-testid="peer-tile"
      data-peer-name={peer.name}
      data-peer-id={peer.id}
      data-steady-id={peer.id}
      data-status={peer.status}
      data-over={drop.isOver}
      {...drop.handlers}
    >
      <TilePicture peer={peer} activity={activity} arrivals={arrival.count} isOver={drop.isOver} />
      <h3 className="peer-tile-name">
        <NameText name={peer.name === '' ? t('peers.unnamed') : peer.name} />
      </h3>
      <div className="peer-tile-lines">
        <p id={stateId} className="peer-tile-state small">
          {drop.isOver ? dropWords(wording, peer, itemCount) : stateWords(wording, peer, activity)}
        </p>
        <LastExchanged peer={peer} />
      </div>
      <button
        type="button"
        className="peer-tile-choose"
        data-testid="choose-files"
        aria-label={t('peers.chooseFilesFor', { name: inlineName(peer.name) })}
        aria-describedby={stateId}
        onClick={() => void chooseAndSend(peer, 'files')}
      >
        <span className="peer-tile-choose-text">{t('peers.chooseFiles')}</span>
      </button>
      <PeerMenu peer={peer} />
    </li>
  );
});

/** Counts drops: each one lets a file fly into the picture. */
function useArrival() {
  const [count, setCount] = useState(0);
  return { count, show: () => setCount((before) => before + 1) };
}
