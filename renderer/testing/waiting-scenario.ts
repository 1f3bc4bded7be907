import type { Peer } from '../../shared/model/peer.ts';
import type { Transfer } from '../../shared/model/transfer.ts';
import { makePeer, makeTransfer } from './sample-data.ts';

const GB = 1_000_000_000;

const lin = makePeer({ name: '林的笔记本', platform: 'macos', status: 'offline' });
const nas = makePeer({ name: 'cellar-nas', platform: 'linux' });
const netbook = makePeer({ name: 'Old Netbook', platform: 'other', status: 'offline' });
const workshop = makePeer({ name: 'Workshop PC', platform: 'windows' });
const still = { rateBytesPerSec: 0, secondsLeft: null, currentFile: null, acceptedAtMs: 1 };

const transferOf = ({ id, name }: Peer, changes: Partial<Transfer>): Transfer =>
  makeTransfer({ ...still, peerId: id, peerName: name, ...changes });

/** Every way in which a transfer stands still and goes on later. */
export const waitingWorld: { readonly peers: readonly Peer[]; readonly transfers: readonly Transfer[] } = {
  peers: [workshop, nas, lin, netbook],
  transfers: [
    transferOf(lin, { state: 'waiting', bytesDone: 3.2 * GB, error: { code: 'PEER_SHUTTING_DOWN', at: 'there' } }),
    transferOf(netbook, {
      ...{ state: 'waiting', acceptedAtMs: null, title: 'Scans', itemCount: 3 },
      ...{ bytesDone: 0, bytesTotal: 0.4 * GB, filesDone: 0, filesTotal: 12 },
    }),
    transferOf(workshop, {
      ...{ direction: 'receive', state: 'paused', pausedBy: 'here', title: 'Raw footage' },
      error: { code: 'STORAGE_FULL', at: 'here', shortBytes: 3.2 * GB },
    }),
    transferOf(nas, {
      ...{ state: 'paused', pausedBy: 'there', title: 'backup.tar' },
      error: { code: 'STORAGE_FULL', at: 'there', shortBytes: 3.2 * GB },
    }),
    transferOf(nas, { direction: 'receive', state: 'paused', pausedBy: 'here', title: 'disk-image.qcow2' }),
    transferOf(workshop, { state: 'paused', pausedBy: 'there', title: 'Holiday' }),
  ],
};
