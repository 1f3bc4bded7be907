import { useCallback, useEffect, useState } from 'react';
import type { ErrorCode } from '../../../shared/errors/codes.ts';
import { IPC_LIMITS } from '../../../shared/ipc/limits.ts';
import type { Peer } from '../../../shared/model/peer.ts';
import { useAppStore } from '../../bridge/app-context.tsx';
import type { AppState } from '../../stores/app-store.ts';
import { onlinePeersOf } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import { useAnnouncedSend } from './use-sending.ts';

interface StrayFiles {
  /** Waiting for somebody to go to; null: nothing waits. */
  readonly waiting: readonly File[] | null;
  /** Takes files that name no device: asks for whom, or says why not. */
  readonly offer: (files: readonly File[]) => void;
  readonly sendTo: (peer: Peer) => void;
  readonly forget: () => void;
}

/** Files that come without naming their device: dropped beside the tiles, on another screen, or pasted. */
export function useStrayFiles(): StrayFiles {
  const store = useAppStore();
  const send = useAnnouncedSend();
  const [waiting, setWaiting] = useState<readonly File[] | null>(null);
  // a second lot does not push the first one out
  const add = useCallback((files: readonly File[]) => setWaiting((before) => [...(before ?? []), ...files]), []);
  const offer = useOffer(add, waiting?.length ?? 0);
  const paste = useCallback(
    (files: readonly File[]): void => {
      const target = pasteTarget(store.getState());
      if (target === undefined) offer(files);
      else void send(target, files);
    },
    [offer, send, store],
  );
  usePastedFiles(paste);
  return {
    waiting,
    offer,
    sendTo: (peer) => {
      if (waiting !== null) void send(peer, waiting);
      setWaiting(null);
      // where it can be seen
      store.getState().showView('home');
    },
    forget: () => setWaiting(null),
  };
}

/** @param waitingCount - files that wait already: all go in one call */
function useOffer(ask: (files: readonly File[]) => void, waitingCount: number): (files: readonly File[]) => void {
  const { t } = useWording();
  const store = useAppStore();
  return useCallback(
    (files: readonly File[]): void => {
      const { addNotice, peers } = store.getState();
      const fault = faultOf(files, waitingCount);
      if (fault !== null) addNotice({ kind: 'error', error: { code: fault, at: 'here' } });
      else if (peers.length > 0) ask(files);
      else addNotice({ kind: 'text', text: t('peers.hint.nobody') });
    },
    [ask, store, t, waitingCount],
  );
}

/** Why they cannot be sent, said before anybody is asked for whom; null: they can. */
function faultOf(files: readonly File[], waitingCount: number): ErrorCode | null {
  if (files.length === 0) return 'TRANSFER_NOTHING_TO_SEND';
  return files.length + waitingCount > IPC_LIMITS.paths ? 'TRANSFER_TOO_MANY_THINGS' : null;
}

/** The peer whose tile has the focus, else the only one that is there; only where tiles can be seen. */
function pasteTarget(state: AppState): Peer | undefined {
  if (state.view !== 'home') return undefined;
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
