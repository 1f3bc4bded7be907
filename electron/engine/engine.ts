import { mkdir } from 'node:fs/promises';
import { PeerError, TransferError } from '../../shared/errors/lanyard-error.ts';
import type { PeerId, TransferId } from '../../shared/model/ids.ts';
import type { Engine, EngineEvent, EngineOptions } from './engine-api.ts';
import { silentLog, type Log } from './log.ts';
import { startNetwork, type Network } from './network.ts';
import { Transfers } from './transfers.ts';

/**
 * Starts everything that Lanyard does without a window: identity, server, discovery, transfers. Runs in a worker
 * thread of the app, and as it is in tests.
 *
 * @param emit - gets whole snapshots of what changed; transfers at most ten times a second
 */
export async function startEngine(
  options: EngineOptions,
  emit: (event: EngineEvent) => void,
  log: Log = silentLog,
): Promise<Engine> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const transfers = new Transfers({
    dataDir: options.dataDir,
    settings: () => options,
    log,
    onTransfers: (changed) => emit({ type: 'transfers', transfers: changed }),
    onRemoved: (transferIds) => emit({ type: 'removed', transferIds }),
    onOffers: (offers) => emit({ type: 'offers', offers }),
  });
  await transfers.sweep();
  const network = await startNetwork({
    options,
    log,
    onSelf: (self) => emit({ type: 'self', self }),
    onPeers: (peers) => emit({ type: 'peers', peers }),
    onTransferSession: (session) => transfers.receive(session),
  });
  return createFacade(network, transfers);
}

/** The commands are asynchronous because they cross a thread in the app. */
function createFacade(network: Network, transfers: Transfers): Engine {
  const { table, desk } = transfers;
  const send = (peerId: PeerId, paths: readonly string[]): TransferId => {
    const peer = network.peer(peerId);
    if (!peer) throw new PeerError('PEER_UNKNOWN', 'no such peer');
    return transfers.send({
      peerId,
      peerName: peer.name,
      paths,
      dial: (signal) => network.dialForTransfer(peerId, signal),
    });
  };
  return {
    snapshot: () =>
      attempt(() => ({
        self: network.self(),
        peers: network.peers(),
        offers: desk.offers(),
        transfers: table.all().map((record) => record.snapshot()),
      })),
    addPeer: (address) => network.addPeer(address),
    forgetPeer: (peerId) => attempt(() => network.forgetPeer(peerId)),
    send: (peerId, paths) => attempt(() => send(peerId, paths)),
    sendAgain: (transferId) =>
      attempt(() => {
        const { peerId, paths } = transfers.pathsOf(transferId);
        return send(peerId, paths);
      }),
    cancel: (transferId) => attempt(() => transfers.cancel(transferId)),
    dismiss: (transferId) => attempt(() => transfers.dismiss(transferId)),
    locate: (transferId) => attempt(() => locate(transfers, transferId)),
    files: ({ transferId, ...query }) => attempt(() => table.get(transferId).files.page(query)),
    origin: (transferId) => attempt(() => transfers.originOf(transferId)),
    configure: () => Promise.resolve(),
    offerEntries: (query) => attempt(() => desk.entries(query)),
    setDestination: (transferId, directory) => desk.setDestination(transferId, directory),
    accept: (transferId, skip) => desk.accept(transferId, skip),
    decline: (transferId) => attempt(() => desk.decline(transferId)),
    stop: async () => {
      await transfers.stop();
      await network.stop();
    },
  };
}

/** A throw becomes a rejection, whether the command had to wait or not. */
function attempt<T>(run: () => T): Promise<T> {
  return new Promise((resolve) => resolve(run()));
}

function locate(transfers: Transfers, transferId: TransferId): string {
  const { shownPath } = transfers.table.get(transferId);
  if (shownPath === null) throw new TransferError('TRANSFER_UNKNOWN', 'nothing of it is on this computer');
  return shownPath;
}
