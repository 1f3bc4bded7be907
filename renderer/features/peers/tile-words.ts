import { IPC_LIMITS } from '../../../shared/ipc/limits.ts';
import type { Peer } from '../../../shared/model/peer.ts';
import type { Transfer } from '../../../shared/model/transfer.ts';
import type { PeerActivity } from '../../stores/peer-activity.ts';
import { inlineName } from '../../text/display-name.ts';
import type { Wording } from '../../text/wording.ts';

/** What a drag over the tile is answered with. A device that is away gets it when it is back. */
export function dropWords({ t, number }: Wording, peer: Peer, itemCount: number): string {
  if (itemCount > IPC_LIMITS.paths) return t('peers.drop.tooMany', { max: number(IPC_LIMITS.paths) });
  return t(peer.status === 'offline' ? 'peers.drop.away' : 'peers.drop.letGo', { count: itemCount });
}

/** The state of a peer in words; what moves counts more than the connection. */
export function stateWords(wording: Wording, peer: Peer, activity: PeerActivity): string {
  const { t } = wording;
  // null: nothing has begun, or only empty files go
  const percent = activity.fraction === null ? null : wording.percent(activity.fraction);
  const isWaiting = activity.kind === 'waiting' || activity.kind === 'queued';
  if (peer.status === 'offline' && isWaiting) {
    return percent === null ? t('peers.state.queued') : t('peers.state.waiting', { percent });
  }
  if (peer.status !== 'online' && activity.kind !== 'moving') return t(`peers.state.${peer.status}`);
  switch (activity.kind) {
    case 'idle':
      return t('peers.state.online');
    case 'queued':
    case 'waiting':
      return percent === null ? t('peers.state.queuedNear') : t('peers.state.waitingNear', { percent });
    case 'paused':
      return percent === null ? t('transfers.stateName.paused') : t('peers.state.paused', { percent });
    case 'moving':
      return percent === null ? t('transfers.stateName.active') : movingWords(wording, percent, activity.secondsLeft);
    case 'asking':
    case 'unanswered':
    case 'reading':
    case 'finishing':
      return t(`peers.state.${activity.kind}`);
  }
}

function movingWords({ t, duration }: Wording, percent: string, secondsLeft: number | null): string {
  if (secondsLeft === null) return t('peers.state.movingNoTime', { percent });
  return t('peers.state.moving', { percent, left: duration(secondsLeft) });
}

/** The last thing exchanged, as one spoken sentence. */
export function lastWords({ t, time }: Wording, last: Transfer): string {
  const values = { name: inlineName(last.title), when: time(last.endedAtMs ?? last.startedAtMs) };
  return t(last.direction === 'send' ? 'peers.last.sentPlain' : 'peers.last.receivedPlain', values);
}
