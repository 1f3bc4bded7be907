import type { z } from 'zod';
import type { ErrorInfo } from '../errors/error-info.ts';
import type { Result } from '../errors/result.ts';
import type { ConnectionTest } from '../model/connection-test.ts';
import type { HistoryCheck, HistoryEntry, HistoryFile, HistoryFilter, HistoryProblem } from '../model/history.ts';
import type { PeerId, TransferId } from '../model/ids.ts';
import type { Offer, OfferEntry } from '../model/offer.ts';
import type { Peer, Self } from '../model/peer.ts';
import type { PeerChanges } from '../model/peer-changes.ts';
import type { PendingSend } from '../model/pending-send.ts';
import type { SettingsView } from '../model/settings.ts';
import type { FileRow, Transfer } from '../model/transfer.ts';
import type { UpdateState } from '../model/update.ts';
import type { Fields } from './fields.ts';

/** A window of a long list. `total` is the length of the whole. */
export interface Page<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

export interface PageQuery {
  readonly transferId: TransferId;
  readonly offset: number;
  /** At most 1,000. */
  readonly limit: number;
}

export interface HistoryQuery {
  /** Looked for in titles, file names and peer names; empty: everything. */
  readonly text: string;
  readonly filter: HistoryFilter;
  readonly offset: number;
  /** At most 1,000. */
  readonly limit: number;
}

export interface HistoryPage extends Page<HistoryEntry> {
  /** Name that an unreadable history was kept under when this one was begun; null: all is well. */
  readonly keptAside: string | null;
}

/** Everything the page needs to draw itself once; later changes come as events. */
export interface AppSnapshot {
  readonly self: Self;
  readonly peers: readonly Peer[];
  readonly offers: readonly Offer[];
  readonly transfers: readonly Transfer[];
  /** Why the engine cannot serve (no free port, say); null: all is well. */
  readonly engineError: ErrorInfo | null;
  readonly settings: SettingsView;
  readonly update: UpdateState;
  /** null: nothing waits for a peer. */
  readonly pendingSend: PendingSend | null;
}

/** The parser of each field of a request. */
export type RequestFields = Readonly<Record<string, z.ZodType>>;

interface Request<Taken extends RequestFields | null, Value> {
  /** The fields of the one argument, each with its parser; null: there is no argument. */
  readonly takes: (fields: Fields) => Taken;
  /** Only a type: there is nothing here when it runs. */
  readonly value?: Value;
}

function takes<Taken extends RequestFields | null>(taken: (fields: Fields) => Taken) {
  return { gives: <Value>(): Request<Taken, Value> => ({ takes: taken }) };
}

const takesNothing = takes(() => null);
const takesPeer = takes(({ peerId }) => ({ peerId }));
const takesTransfer = takes(({ transferId }) => ({ transferId }));
const takesPage = takes(({ page }) => page);

/**
 * What the page can ask for: name → what it takes, what it gives. Every answer is a `Result`.
 *
 * A request has one name all the way. A feature calls renderer/bridge, which calls `window.lanyard.<name>`: the preload
 * (electron/preload/api.ts) makes that function from this list. Main (ipc-main.ts) checks the sender and, with the
 * parser that schemas.ts makes from this list, the argument; then it calls the function of that name in
 * electron/main/handlers, whose types come from here too. Most handlers go on to a command of the engine
 * (`ENGINE_COMMANDS` in electron/engine/engine-api.ts).
 *
 * A request takes nothing or one object. `takes` picks the parser of each of its fields out of fields.ts. It is a
 * function because the preload, which never calls it, must get by without the parsers.
 */
export const REQUESTS = {
  snapshot: takesNothing.gives<AppSnapshot>(),
  /** Which screen is on show: what the user looks at is not told by a notification. */
  tellView: takes(({ flag }) => ({ isHome: flag })).gives<null>(),
  openLogFolder: takesNothing.gives<null>(),
  /** Puts versions, interfaces, ports and counts on the clipboard; no names, no addresses of others, no file names. */
  copyDiagnostics: takesNothing.gives<null>(),

  /** Dials the address once; resolves when a Lanyard there has proven its id. */
  addPeer: takes(({ address }) => ({ address })).gives<PeerId>(),
  /** Forgets a peer that is offline. */
  forgetPeer: takesPeer.gives<null>(),
  /** Begins to measure the connection and both disks; the page hears of it by event. One at a time. */
  startTest: takesPeer.gives<null>(),
  cancelTest: takesNothing.gives<null>(),
  /** Puts the figures of the last test on the clipboard, in words. */
  copyTest: takesNothing.gives<null>(),

  /**
   * The page gives real `File` objects, never paths: the preload fills them in. `withoutPath`: names of what the system
   * told no path of; they are shown as not sent, on both ends.
   */
  sendFiles: takes(({ peerId, paths, names }) => ({
    peerId,
    paths,
    withoutPath: names.optional(),
  })).gives<TransferId>(),
  /** Opens the system's dialog; null: the user chose nothing. */
  chooseAndSend: takes(({ peerId, thingsToSend }) => ({ peerId, kind: thingsToSend })).gives<TransferId | null>(),
  cancelTransfer: takesTransfer.gives<null>(),
  /** Stops the bytes of an accepted transfer; what arrived is kept on both ends. */
  pauseTransfer: takesTransfer.gives<null>(),
  /** Goes on with a transfer that was paused here, by the user or by this disk; tries at once with one that waits. */
  resumeTransfer: takesTransfer.gives<null>(),
  /** Sends the same files again, as a new transfer. Only for sent transfers that ended. */
  sendAgain: takesTransfer.gives<TransferId>(),
  /** Sends what failed of a sent transfer that ended, as a new one. `indexes`: only these, at most 1,000. */
  retryFailed: takes(({ transferId, fileIndexes }) => ({
    transferId,
    indexes: fileIndexes.optional(),
  })).gives<TransferId>(),
  /** Changes who goes first of those that wait for their turn, or for the same device. */
  moveTransfer: takes(({ transferId, lineMove }) => ({ transferId, to: lineMove })).gives<null>(),
  /** Cancels all that waits for this device and was not accepted yet. */
  cancelWaiting: takesPeer.gives<null>(),
  /** Takes an ended transfer off the list. Files stay. */
  dismissTransfer: takesTransfer.gives<null>(),
  showInFolder: takesTransfer.gives<null>(),
  /** `problems`: only what failed, was never offered, or has a remark beside that it was there. */
  transferFiles: takes(({ page, fileFilter }) => ({ ...page, filter: fileFilter })).gives<Page<FileRow>>(),

  offerEntries: takesPage.gives<Page<OfferEntry>>(),
  /** Opens the system's dialog and sets where this offer's files will go; the offer changes by event. */
  chooseOfferFolder: takesTransfer.gives<null>(),
  acceptOffer: takes(({ transferId, ranges, existingChoice }) => ({
    transferId,
    /** Entries not wanted. A skipped folder skips all that is in it. */
    skip: ranges,
    /** What to do with names that are taken; absent: what the settings say, `skip-identical` for `ask`. */
    existing: existingChoice.optional(),
    /** Files for which it is the other way round: replaced with `skip-identical`, kept beside with `replace`. */
    exceptions: ranges.optional(),
  })).gives<null>(),
  declineOffer: takesTransfer.gives<null>(),

  /** Checks, writes and applies; the page hears of it by event. Rejects when the disk did not take it. */
  changeSettings: takes(({ settingsPatch }) => settingsPatch).gives<null>(),
  /** Opens the system's dialog; nothing changes when the user chooses nothing. */
  chooseInbox: takesNothing.gives<null>(),
  /** Back to the Downloads folder. */
  resetInbox: takesNothing.gives<null>(),
  choosePeerFolder: takesPeer.gives<null>(),
  resetPeerFolder: takesPeer.gives<null>(),
  /** The user has read that the old settings could not be read. */
  dismissBrokenSettings: takesNothing.gives<null>(),

  /** Newest first. */
  historyPage: takes(({ historyQuery }) => historyQuery).gives<HistoryPage>(),
  historyFiles: takesPage.gives<Page<HistoryFile>>(),
  removeFromHistory: takesTransfer.gives<null>(),
  clearHistory: takesNothing.gives<null>(),
  sendAgainFromHistory: takesTransfer.gives<TransferId>(),
  showHistoryInFolder: takesTransfer.gives<null>(),
  /** Puts a hash on the clipboard: the page may write nothing else there. */
  copyHash: takes(({ sha256 }) => ({ sha256 })).gives<null>(),
  /** Opens the system's dialog and writes the receipt there; the file's name, null: the user chose nothing. */
  saveReceipt: takesTransfer.gives<string | null>(),
  /** Checks of this run; they change by event. */
  historyChecks: takesNothing.gives<readonly HistoryCheck[]>(),
  /** Begins to compare the files on the disk with their hashes. */
  checkHistory: takesTransfer.gives<null>(),
  /** Ends a check and forgets what it found. */
  cancelHistoryCheck: takesTransfer.gives<null>(),
  /** The files that a check has found not to be as they were. */
  historyProblems: takesPage.gives<Page<HistoryProblem>>(),

  /** Sends what waits to `peerId`. */
  sendPending: takes(({ pendingId, peerId }) => ({ id: pendingId, peerId })).gives<TransferId>(),
  forgetPending: takes(({ pendingId }) => ({ id: pendingId })).gives<null>(),

  checkForUpdates: takesNothing.gives<null>(),
  downloadUpdate: takesNothing.gives<null>(),
  /** Ends the app and starts the new one; refused while transfers run. */
  restartToUpdate: takesNothing.gives<null>(),
} as const;

/** What main tells the page, channel → payload: snapshots, of lists that grow those of what changed. */
export interface Events {
  'self:changed': Self;
  /** At most 10 a second as long as changes keep coming. */
  'peers:changed': PeerChanges;
  'offers:changed': readonly Offer[];
  /** Only those that changed; answers, pauses and ends at once, as long as no more than 10 batches a second come. */
  'transfers:changed': readonly Transfer[];
  'transfers:removed': readonly TransferId[];
  /** The one that runs, with what was measured so far. */
  'test:changed': ConnectionTest;
  'engine:changed': ErrorInfo | null;
  /** A notification was clicked: bring this into view. */
  'transfers:focused': TransferId;
  'settings:changed': SettingsView;
  /** Something was added or removed; what is on show should be asked for again. */
  'history:changed': null;
  /** All checks; at most 5 a second. */
  'history:checks-changed': readonly HistoryCheck[];
  'pending:changed': PendingSend | null;
  'updates:changed': UpdateState;
}

/** How the page listens to each of them: the name of the function in `window.lanyard`. */
export const LISTENERS = {
  'self:changed': 'onSelfChanged',
  'peers:changed': 'onPeersChanged',
  'offers:changed': 'onOffersChanged',
  'transfers:changed': 'onTransfersChanged',
  'transfers:removed': 'onTransfersRemoved',
  'test:changed': 'onTestChanged',
  'engine:changed': 'onEngineChanged',
  'transfers:focused': 'onTransferFocused',
  'settings:changed': 'onSettingsChanged',
  'history:changed': 'onHistoryChanged',
  'history:checks-changed': 'onHistoryChecksChanged',
  'pending:changed': 'onPendingChanged',
  'updates:changed': 'onUpdateChanged',
} as const satisfies { readonly [C in EventChannel]: `on${string}` };

export type EventChannel = keyof Events;
export type RequestName = keyof typeof REQUESTS;

type Taken<N extends RequestName> = ReturnType<(typeof REQUESTS)[N]['takes']>;
/** None, or the one object with the fields that the request takes. */
export type RequestArgs<N extends RequestName> =
  Taken<N> extends RequestFields ? [args: z.output<z.ZodObject<Taken<N>, z.core.$strict>>] : [];
type RequestValue<N extends RequestName> =
  (typeof REQUESTS)[N] extends Request<RequestFields | null, infer Value> ? Value : never;
export type RequestReply<N extends RequestName> = Result<RequestValue<N>>;
