import type { Peer } from '../../../shared/model/peer.ts';
import type { Transfer } from '../../../shared/model/transfer.ts';
import type { PeerActivity } from '../../stores/peer-activity.ts';
import { inlineName } from '../../text/display-name.ts';
import type { Wording } from '../../text/wording.ts';

/** What a drag over the tile is answered with. A device that is away is tried all the same: it may just have come back. */
export function dropWords({ t }: Wording, peer: Peer, itemCount: number): string {
  return t(peer.status === 'offline' ? 'peers.drop.away' : 'peers.drop.letGo', { count: itemCount });
}

/** The state of a peer in words; what moves counts more than the connection. */
export function stateWords(wording: Wording, peer: Peer, activity: PeerActivity): string {
  const { t } = wording;
  if (peer.status !== 'online' && activity.kind !== 'moving') return t(`peers.state.${peer.status}`);
  if (activity.kind === 'idle') return t('peers.state.online');
  if (activity.kind !== 'moving' && activity.kind !== 'paused') return t(`peers.state.${activity.kind}`);
  const percent = wording.percent(activity.fraction ?? 0);
  if (activity.kind === 'paused') return t('peers.state.paused', { percent });
  if (activity.secondsLeft === null) return t('peers.state.movingNoTime', { percent });
  return t('peers.state.moving', { percent, left: wording.duration(activity.secondsLeft) });
}

/** The last thing exchanged, as one spoken sentence. */
export function lastWords({ t, time }: Wording, last: Transfer): string {
  const values = { name: inlineName(last.title), when: time(last.endedAtMs ?? last.startedAtMs) };
  return t(last.direction === 'send' ? 'peers.last.sentPlain' : 'peers.last.receivedPlain', values);
}
