import type { ConnectionTest } from '../../shared/model/connection-test.ts';
import type { PeerId, TransferId } from '../../shared/model/ids.ts';
import type { IndexRange, Offer, OfferEntry } from '../../shared/model/offer.ts';
import type { Peer, Platform, Self } from '../../shared/model/peer.ts';
import type { PeerChanges } from '../../shared/model/peer-changes.ts';
import type { ExistingChoice, ExistingNames } from '../../shared/model/settings.ts';
import type { FileRow, LineMove, Transfer } from '../../shared/model/transfer.ts';
import type { Page, PageQuery } from '../../shared/ipc/contract.ts';
import type { Result } from '../../shared/errors/result.ts';
import type { LogFacts } from './log.ts';

/** What the user may change while the engine runs. Plain data: it crosses a thread. */
export interface EngineSettings {
  /** Shown name of this device. */
  readonly name: string;
  /** Where received files go unless an offer says otherwise. Not made here. */
  readonly inboxDir: string;
  /** Instead of `inboxDir`, for what these peers send. */
  readonly peerFolders: Readonly<Record<PeerId, string>>;
  readonly existingNames: ExistingNames;
  /** False: whoever wants to send is told PEER_NOT_RECEIVING. What runs goes on. */
  readonly isReceiving: boolean;
  /** Announce this device. Without it others are still found. */
  readonly isVisible: boolean;
  /** Names of network interfaces; null: all. */
  readonly interfaces: readonly string[] | null;
  /** TCP port; 0 lets the system choose. When it is taken, any free one is used. */
  readonly port: number;
  /** Bytes a second, all transfers together; null: no limit. */
  readonly uploadLimit: number | null;
  readonly downloadLimit: number | null;
}

/** What the engine needs to know to start. Plain data: it crosses a thread. */
export interface EngineOptions extends EngineSettings {
  readonly platform: Platform;
  /** Where the engine keeps its key, remembered peers and journal; made when missing, mode 0700. */
  readonly dataDir: string;
  /** Addresses to listen, announce and browse on; null: all. */
  readonly listen: readonly string[] | null;
  readonly isDiscoveryOn: boolean;
  /** `host:port`, dialled at start as if added by hand. */
  readonly peers: readonly string[];
}

/** State pushed by the engine: whole snapshots of what changed. */
export type EngineEvent =
  | { readonly type: 'self'; readonly self: Self }
  | ({ readonly type: 'peers' } & PeerChanges)
  | { readonly type: 'offers'; readonly offers: readonly Offer[] }
  | { readonly type: 'transfers'; readonly transfers: readonly Transfer[] }
  | { readonly type: 'removed'; readonly transferIds: readonly TransferId[] }
  | { readonly type: 'test'; readonly test: ConnectionTest };

export interface EngineSnapshot {
  readonly self: Self;
  readonly peers: readonly Peer[];
  readonly offers: readonly Offer[];
  readonly transfers: readonly Transfer[];
}

/** Where the things of a transfer are on this computer. Absolute paths, which never leave it. */
export interface TransferOrigin {
  /** What was dropped, for sending it again; empty for what was received. */
  readonly sourcePaths: readonly string[];
  /** What "Show in folder" shows; null: nothing arrived. */
  readonly shownPath: string | null;
}

/** Commands. Each throws a LanyardError for an expected failure. */
export interface Engine {
  snapshot(): Promise<EngineSnapshot>;
  addPeer(address: string): Promise<PeerId>;
  forgetPeer(peerId: PeerId): Promise<void>;
  /**
   * Returns as soon as the transfer exists; reading folders and dialling go on behind.
   *
   * @param withoutPath - names of what belongs to it and has no path: told as not sent (TRANSFER_NO_PATH), on both ends
   */
  send(peerId: PeerId, paths: readonly string[], withoutPath?: readonly string[]): Promise<TransferId>;
  sendAgain(transferId: TransferId): Promise<TransferId>;
  /**
   * Sends what failed of an ended transfer, as a new one, at the same relative paths.
   *
   * @param indexes - only these; undefined: all that failed
   */
  retry(transferId: TransferId, indexes?: readonly number[]): Promise<TransferId>;
  /** Begins to measure the connection to a peer and the disks of both; told by event. One at a time. */
  startTest(peerId: PeerId): Promise<void>;
  /** Ends it, if one runs. */
  cancelTest(): Promise<void>;
  /** Changes who goes first to one peer. The one that sends stops before its next frame when it is no longer first. */
  move(transferId: TransferId, to: LineMove): Promise<void>;
  /** Cancels all that waits for this peer and was not accepted yet. */
  cancelWaiting(peerId: PeerId): Promise<void>;
  cancel(transferId: TransferId): Promise<void>;
  /** Stops the bytes of an accepted transfer and keeps what arrived. */
  pause(transferId: TransferId): Promise<void>;
  /** Goes on with one that was paused here; one that waits is tried at once. */
  resume(transferId: TransferId): Promise<void>;
  dismiss(transferId: TransferId): Promise<void>;
  /** Absolute path of the first thing of this transfer on this computer. */
  locate(transferId: TransferId): Promise<string>;
  /** What the history keeps beside the transfer itself. */
  origin(transferId: TransferId): Promise<TransferOrigin>;
  files(query: PageQuery & { readonly filter: 'all' | 'problems' }): Promise<Page<FileRow>>;
  offerEntries(query: PageQuery): Promise<Page<OfferEntry>>;
  setDestination(transferId: TransferId, directory: string): Promise<void>;
  /**
   * Resolves when it was taken over: that waits until the comparison with what is there is done.
   *
   * @param existing - what to do with names that are taken; undefined: what the settings say, `skip-identical` for `ask`
   * @param exceptions - files for which it is the other way round: replaced with `skip-identical`, kept with `replace`
   */
  accept(
    transferId: TransferId,
    skip: readonly IndexRange[],
    existing?: ExistingChoice,
    exceptions?: readonly IndexRange[],
  ): Promise<void>;
  decline(transferId: TransferId): Promise<void>;
  /**
   * Takes over what the user changed: folders, limits and answers at once; name, port, interfaces and visibility as
   * soon as no transfer runs, because the network is opened anew for them. Resolves when it was taken over or put off.
   */
  configure(settings: EngineSettings): Promise<void>;
  /** Says goodbye to peers, ends transfers as failed, closes sockets and files. */
  stop(): Promise<void>;
}

export type CommandArgs<K extends keyof Engine> = Parameters<Engine[K]>;
export type CommandValue<K extends keyof Engine> = Awaited<ReturnType<Engine[K]>>;

/** The same as {@link Engine}, in the form in which one command may stand for any of them. */
export type EngineFunctions = {
  readonly [K in keyof Engine]: (...args: CommandArgs<K>) => Promise<CommandValue<K>>;
};

/** The engine's commands as they answer across a thread: errors are values there. */
export type EngineCommands = {
  readonly [K in keyof Engine]: (...args: CommandArgs<K>) => Promise<Result<CommandValue<K>>>;
};

/**
 * All commands. Each border on the way from the page to the engine forwards what stands here: main/engine-host.ts on
 * main's side of the thread, serve-engine.ts on the engine's. One that is missing does not compile.
 */
export const ENGINE_COMMANDS = [
  'snapshot',
  'addPeer',
  'forgetPeer',
  'send',
  'sendAgain',
  'retry',
  'startTest',
  'cancelTest',
  'move',
  'cancelWaiting',
  'cancel',
  'pause',
  'resume',
  'dismiss',
  'locate',
  'origin',
  'files',
  'offerEntries',
  'setDestination',
  'accept',
  'decline',
  'configure',
  'stop',
] as const satisfies readonly (keyof Engine)[];

type ListedCommands = Pick<EngineCommands, (typeof ENGINE_COMMANDS)[number]>;

/** All commands, each of which hands its name and its arguments to `forward` and answers what that answers. */
export function forwardCommands(
  forward: <K extends keyof Engine>(command: K, args: CommandArgs<K>) => Promise<Result<CommandValue<K>>>,
): EngineCommands {
  const entries = ENGINE_COMMANDS.map((command) => [
    command,
    (...args: CommandArgs<typeof command>) => forward(command, args),
  ]);
  // fromEntries forgets the names; each function was made for its own
  return Object.fromEntries(entries) as ListedCommands;
}

/** What the worker thread offers to its owner. */
export interface EngineThread extends EngineCommands {
  /** Call once, first. The snapshot is older than any event that follows it. */
  start(options: EngineOptions): Promise<Result<EngineSnapshot>>;
}

/** What the owner of the worker thread offers to it. */
export interface EngineOwner {
  /** Calls: 8 at once after a quiet time, then at most 10 a second. */
  onEvents(events: readonly EngineEvent[]): void;
  onLog(line: LogLine): void;
  /**
   * Moves the file at an absolute path to the system's trash, when it still has that `fileMark`; false: it stays where it
   * is. Never rejects.
   */
  trash(path: string, mark: string): Promise<boolean>;
}

/** One line of a `Log` on its way to the log file, which is written by the owner. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly facts?: LogFacts;
  /** Of an error, with its causes. */
  readonly stack?: string;
}
