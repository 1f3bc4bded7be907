import { mkdir } from 'node:fs/promises';
import { PeerError, TransferError } from '../../shared/errors/lanyard-error.ts';
import type { ConnectionTest } from '../../shared/model/connection-test.ts';
import type { TransferId } from '../../shared/model/ids.ts';
import type { Offer } from '../../shared/model/offer.ts';
import type { Peer, Self } from '../../shared/model/peer.ts';
import { comparePeerLists } from '../../shared/model/peer-changes.ts';
import type { Transfer } from '../../shared/model/transfer.ts';
import { ENGINE_COMMANDS } from './engine-api.ts';
import type { CommandArgs, CommandValue, Engine, EngineEvent, EngineOptions, EngineSettings } from './engine-api.ts';
import { DiskThreads, diskInThisThread, type StartDiskThread } from './disk-thread/disk-threads.ts';
import { silentLog, type Log } from './log.ts';
import { openNetworkHome, startNetwork, type NetworkHome } from './network.ts';
import { NetworkSwitch } from './network-switch.ts';
import { NO_TRASH, type Trash } from './storage/replace-standing.ts';
import type { SendOrder } from './transfer/send/send-queue.ts';
import { Transfers } from './transfers.ts';

/**
 * Starts everything that Lanyard does without a window: identity, server, discovery, transfers. Runs in a worker
 * thread of the app, and as it is in tests.
 *
 * @param emit - gets whole snapshots of what changed; progress of transfers five times a second
 * @param trash - where files go that received ones replace; without it none is replaced
 * @param startDiskThread - starts a thread for a disk; without it the calling one does that work, too
 */
export async function startEngine(
  options: EngineOptions,
  emit: (event: EngineEvent) => void,
  log: Log = silentLog,
  trash: Trash = NO_TRASH,
  startDiskThread: StartDiskThread = diskInThisThread,
): Promise<Engine> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  let settings: EngineSettings = options;
  const home = await openNetworkHome(options.dataDir, log);
  const transfers = new Transfers({
    dataDir: options.dataDir,
    settings: () => settings,
    dial: async (peerId, signal) => (await network.ready()).dialForTransfer(peerId, signal),
    dialForTest: async (peerId, signal) => (await network.ready()).dialForTest(peerId, signal),
    isKnown: (peerId) => home.known.has(peerId),
    trash,
    threads: new DiskThreads(startDiskThread),
    log,
    ...transferEvents(home, emit),
  });
  await transfers.restore();
  home.known.noteTransfers(transfers.table.all().map((record) => record.snapshot()));
  const onPeers = createPeerTeller(transfers, emit);
  const network = await openNetwork({ options, home, transfers, emit, onPeers, log });
  transfers.begin();
  return {
    ...transferCommands(transfers),
    ...partCommands(transfers),
    ...peerCommands(network, transfers, onPeers),
    configure: (changed) => {
      settings = changed;
      transfers.followSettings();
      return network.configure(changed);
    },
    stop: () => stopAll(network, transfers, home),
  };
}

async function stopAll(network: NetworkSwitch, transfers: Transfers, home: NetworkHome): Promise<void> {
  network.hold();
  await transfers.stop();
  await network.stop();
  await home.remembered.stop();
}

function transferEvents({ known }: NetworkHome, emit: EngineParts['emit']) {
  return {
    onTransfers: (transfers: readonly Transfer[]): void => {
      known.noteTransfers(transfers);
      emit({ type: 'transfers', transfers });
    },
    onRemoved: (transferIds: readonly TransferId[]): void => emit({ type: 'removed', transferIds }),
    onOffers: (offers: readonly Offer[]): void => emit({ type: 'offers', offers }),
    onTest: (test: ConnectionTest): void => emit({ type: 'test', test }),
  };
}

interface EngineParts {
  readonly options: EngineOptions;
  readonly home: NetworkHome;
  readonly transfers: Transfers;
  readonly emit: (event: EngineEvent) => void;
  readonly onPeers: TellPeers;
  readonly log: Log;
}

type TellPeers = (peers: readonly Peer[]) => void;

/** Hand it the list as it is now: it tells what changed since the last one. */
function createPeerTeller(transfers: Transfers, emit: EngineParts['emit']): TellPeers {
  let told: readonly Peer[] = [];
  return (peers) => {
    const changes = comparePeerLists(told, peers);
    told = peers;
    if (changes === null) return;
    emit({ type: 'peers', ...changes });
    transfers.sending.notePeers(peers);
  };
}

function openNetwork({ options, home, transfers, emit, onPeers, log }: EngineParts): Promise<NetworkSwitch> {
  const events = { onSelf: (self: Self) => emit({ type: 'self', self }), onPeers };
  return NetworkSwitch.open({
    ...events,
    settings: options,
    start: ({ settings, port, wereOnline }) =>
      startNetwork({
        ...events,
        options: { ...options, ...settings, port },
        home,
        wereOnline,
        onTransferSession: (session) => transfers.receive(session),
        log,
      }),
    isBusy: () => transfers.isBusy,
    untilIdle: () => transfers.untilIdle(),
    log,
  });
}

/** What needs the network. */
function peerCommands(network: NetworkSwitch, transfers: Transfers, onPeers: TellPeers) {
  const send = async (order: Omit<SendOrder, 'peerName'>): Promise<TransferId> => {
    const peer = (await network.ready()).peers().find(({ id }) => id === order.peerId);
    if (!peer) throw new PeerError('PEER_UNKNOWN', 'no such peer');
    return transfers.sending.send({ ...order, peerName: peer.name });
  };
  return {
    snapshot: () =>
      attempt(() => {
        const peers = network.peers();
        // else one that is in this snapshot and gone before the next change would never be told as gone
        onPeers(peers);
        return {
          self: network.self(),
          peers,
          offers: transfers.desk.offers(),
          transfers: transfers.table.all().map((record) => record.snapshot()),
        };
      }),
    addPeer: (address) => network.addPeer(address),
    forgetPeer: async (peerId) => (await network.ready()).forgetPeer(peerId),
    send: (peerId, paths, withoutPath = []) => send({ peerId, paths, withoutPath, only: null }),
    sendAgain: async (transferId) => send(transfers.sending.orderOf(transferId)),
    retry: async (transferId, indexes) => send(transfers.sending.failedOrderOf(transferId, indexes ?? null)),
  } satisfies Partial<Engine>;
}

/** What one part of `Transfers` answers, or what has another shape there. */
function partCommands(transfers: Transfers) {
  const { table, desk } = transfers;
  return {
    locate: (transferId) => attempt(() => locate(transfers, transferId)),
    origin: (transferId) => attempt(() => transfers.originOf(transferId)),
    files: ({ transferId, ...query }) => attempt(() => table.get(transferId).files.page(query)),
    offerEntries: (query) => attempt(() => desk.entries(query)),
    setDestination: (transferId, directory) => desk.setDestination(transferId, directory),
    accept: (transferId, skip, existing, exceptions) => desk.accept(transferId, skip, existing, exceptions),
    decline: (transferId) => attempt(() => desk.decline(transferId)),
  } satisfies Partial<Engine>;
}

/** Commands that `Transfers` has under the same name. It stops only together with the rest. */
type TransferCommand = Exclude<keyof Engine & keyof Transfers, 'stop'>;
type TransferFunctions = { readonly [K in TransferCommand]: (...args: CommandArgs<K>) => CommandValue<K> };

/** All commands that `Transfers` has a method for: a new one of them needs no line here. */
function transferCommands(transfers: TransferFunctions): Pick<Engine, TransferCommand> {
  const names = ENGINE_COMMANDS.filter((name): name is TransferCommand => name !== 'stop' && name in transfers);
  const entries = names.map(<K extends TransferCommand>(name: K) => [
    name,
    (...args: CommandArgs<K>) => attempt(() => transfers[name](...args)),
  ]);
  // fromEntries forgets the names; each function was made for its own
  return Object.fromEntries(entries) as Pick<Engine, TransferCommand>;
}

/** Commands are asynchronous because they cross a thread in the app: a throw becomes a rejection. */
function attempt<T>(run: () => T): Promise<T> {
  return new Promise((resolve) => resolve(run()));
}

function locate(transfers: Transfers, transferId: TransferId): string {
  const { shownPath } = transfers.table.get(transferId);
  if (shownPath === null) throw new TransferError('TRANSFER_UNKNOWN', 'nothing of it is on this computer');
  return shownPath;
}
