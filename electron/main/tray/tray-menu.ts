import type { MenuItemConstructorOptions } from 'electron';
import type { PeerId } from '../../../shared/model/ids.ts';
import type { Peer } from '../../../shared/model/peer.ts';
import type { Transfer } from '../../../shared/model/transfer.ts';
import { menuLabel } from '../text/clean-name.ts';
import { desktopText, percentText } from '../text/desktop-text.ts';
import { shownName } from '../text/text.ts';

/** Peers in the menu; more belong in the window. */
const MAX_PEERS = 5;

export interface TrayPeer {
  readonly id: PeerId;
  readonly name: string;
  readonly isAway: boolean;
}

/** All that the icon shows. */
export interface TrayState {
  readonly peers: readonly TrayPeer[];
  readonly isReceiving: boolean;
  /** 0 to 1; null: nothing moves. */
  readonly fraction: number | null;
  /** Transfers that wait or are paused. */
  readonly heldCount: number;
}

export interface TrayActions {
  open(): void;
  sendTo(peer: TrayPeer): void;
  /** @param isReceiving - what the user wants from now on */
  setReceiving(isReceiving: boolean): void;
  quit(): void;
}

/** First those that are online; of each kind first the ones that something was exchanged with, the latest before the earlier. */
export function recentPeers(peers: readonly Peer[], transfers: readonly Transfer[]): readonly TrayPeer[] {
  const lastMs = new Map<PeerId, number>();
  for (const { peerId, startedAtMs } of transfers) {
    lastMs.set(peerId, Math.max(startedAtMs, lastMs.get(peerId) ?? 0));
  }
  return peers
    .map(({ id, name, status }) => ({ id, name, isAway: status === 'offline' }))
    .sort((a, b) => Number(a.isAway) - Number(b.isAway) || (lastMs.get(b.id) ?? -1) - (lastMs.get(a.id) ?? -1))
    .slice(0, MAX_PEERS);
}

export function trayMenu({ peers, isReceiving }: TrayState, actions: TrayActions): MenuItemConstructorOptions[] {
  const t = desktopText();
  const toPeers = peers.map((peer) => ({
    id: `send-${peer.id}`,
    label: menuLabel(t(peer.isAway ? 'tray.sendToAway' : 'tray.sendTo', { peer: shownName(peer.name) })),
    click: () => actions.sendTo(peer),
  }));
  const nobody = { id: 'nobody', label: t('tray.nobody'), enabled: false };
  return [
    { id: 'open', label: t('tray.open'), click: () => actions.open() },
    { type: 'separator' },
    ...(toPeers.length > 0 ? toPeers : [nobody]),
    { type: 'separator' },
    {
      id: 'pause',
      label: t('tray.pause'),
      type: 'checkbox',
      checked: !isReceiving,
      click: () => actions.setReceiving(!isReceiving),
    },
    { type: 'separator' },
    { id: 'quit', label: t('tray.quit'), click: () => actions.quit() },
  ];
}

export function trayTooltip({ fraction, isReceiving, heldCount }: TrayState): string {
  const t = desktopText();
  if (fraction !== null) return t('tray.busy', { percent: percentText(fraction) });
  if (!isReceiving) return t('tray.paused');
  return heldCount > 0 ? t('tray.held', { count: heldCount }) : t('tray.tooltip');
}
