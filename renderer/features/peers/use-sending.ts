import { useCallback, useEffect, useState } from 'react';
import type { Peer } from '../../../shared/model/peer.ts';
import { useAppStore, useCommands } from '../../bridge/app-context.tsx';
import type { AppState } from '../../stores/app-store.ts';
import { onlinePeersOf } from '../../stores/selectors.ts';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';

/** Files that come without naming their peer: dropped beside the tiles, or pasted. */
export function useSending() {
  const store = useAppStore();
  const { sendFiles } = useCommands();
  const [pending, setPending] = useState<readonly File[] | null>(null);

  const send = useAnnouncedSend();

  /** Dropped on its tile, where a file flies and the ring turns: only what cannot be seen there is said. */
  const drop = useCallback(
    (peer: Peer, files: readonly File[]): void => {
      if (peer.status === 'offline') void send(peer, files);
      else void sendFiles(peer, files);
    },
    [send, sendFiles],
  );

  const offerStray = useStrayFiles(setPending);
  const paste = useCallback(
    (files: readonly File[]): void => {
      const target = pasteTarget(store.getState());
      if (target === undefined) offerStray(files);
      else void send(target, files);
    },
    [offerStray, send, store],
  );
  usePastedFiles(paste);

  return {
    pending,
    drop,
    offerStray,
    sendPending: (peer: Peer): void => {
      if (pending !== null) void send(peer, pending);
      setPending(null);
    },
    forgetPending: () => setPending(null),
  };
}

/** Dropped, but on no tile: `ask` for whom, or say where to drop. */
function useStrayFiles(ask: (files: readonly File[]) => void): (files: readonly File[]) => void {
  const { t } = useWording();
  const store = useAppStore();
  return useCallback(
    (files: readonly File[]): void => {
      const { addNotice, peers } = store.getState();
      if (peers.length > 0) ask(files);
      else addNotice({ kind: 'text', text: t('peers.hint.nobody') });
    },
    [ask, store, t],
  );
}

/** Sends, and says so; of a device that is away, that it gets the files later. */
function useAnnouncedSend(): (peer: Peer, files: readonly File[]) => Promise<void> {
  const { t } = useWording();
  const store = useAppStore();
  const { sendFiles } = useCommands();
  return useCallback(
    async (peer: Peer, files: readonly File[]): Promise<void> => {
      const key = peer.status === 'offline' ? 'peers.sendingLater' : 'peers.sending';
      const text = t(key, { count: files.length, name: inlineName(peer.name) });
      if (await sendFiles(peer, files)) store.getState().addNotice({ kind: 'text', text });
    },
    [sendFiles, store, t],
  );
}

/** The peer whose tile has the focus, else the only one that is there. */
function pasteTarget(state: AppState): Peer | undefined {
  const online = onlinePeersOf(state);
  return state.peers.find((peer) => peer.id === focusedPeerId()) ?? (online.length === 1 ? online[0] : undefined);
}

function focusedPeerId(): string | undefined {
  return document.activeElement?.closest<HTMLElement>('[data-peer-id]')?.dataset['peerId'];
}

function usePastedFiles(onFiles: (files: readonly File[]) => void): void {
  useEffect(() => {
    const handlePaste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      onFiles(files);
    };
    document.addEventListener('paste', handlePaste);
    return () => document.removeEventListener('paste', handlePaste);
  }, [onFiles]);
}
