import { useCallback } from 'react';
import type { Peer } from '../../../shared/model/peer.ts';
import { useAppStore, useCommands } from '../../bridge/app-context.tsx';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';

export type SendTo = (peer: Peer, files: readonly File[]) => Promise<void>;

/** Sends, and says so; of a device that is away, that it gets the files later. */
export function useAnnouncedSend(): SendTo {
  const { t } = useWording();
  const store = useAppStore();
  const { sendFiles } = useCommands();
  return useCallback<SendTo>(
    async (peer, files) => {
      const key = peer.status === 'offline' ? 'peers.sendingLater' : 'peers.sending';
      const text = t(key, { count: files.length, name: inlineName(peer.name) });
      if (await sendFiles(peer, files)) store.getState().addNotice({ kind: 'text', text });
    },
    [sendFiles, store, t],
  );
}

/** For files dropped on a tile, where one flies and the ring turns: only what cannot be seen there is said. */
export function useDropSend(): SendTo {
  const { sendFiles } = useCommands();
  const sendAnnounced = useAnnouncedSend();
  return useCallback<SendTo>(
    async (peer, files) => {
      if (peer.status === 'offline') await sendAnnounced(peer, files);
      else await sendFiles(peer, files);
    },
    [sendAnnounced, sendFiles],
  );
}
