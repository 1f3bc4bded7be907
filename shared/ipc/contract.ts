import type { ErrorInfo } from '../errors/error-info.ts';
import type { Result } from '../errors/result.ts';
import type { HistoryCheck, HistoryEntry, HistoryFile, HistoryFilter, HistoryProblem } from '../model/history.ts';
import type { PeerId, TransferId } from '../model/ids.ts';
import type { IndexRange, Offer, OfferEntry } from '../model/offer.ts';
import type { Peer, Self } from '../model/peer.ts';
import type { PendingSend } from '../model/pending-send.ts';
import type { ExistingChoice, SettingsPatch, SettingsView } from '../model/settings.ts';
import type { FileRow, LineMove, Transfer } from '../model/transfer.ts';
import type { UpdateState } from '../model/update.ts';

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

/**
 * Calls of the page, channel → [arguments, value]. All answer a `Result`.
 * `paths` are filled in by the preload from real `File` objects; the page never has one.
 */
export interface Requests {
  'app:snapshot': () => AppSnapshot;
  /** Which screen is on show: what the user looks at is not told by a notification. */
  'app:tell-view': (args: { readonly isHome: boolean }) => null;
  'app:open-log-folder': () => null;
  /** Puts versions, interfaces, ports and counts on the clipboard; no names, no addresses of others, no file names. */
  'app:copy-diagnostics': () => null;
  /** Dials the address once; resolves when a Lanyard there has proven its id. */
  'peers:add': (args: { readonly address: string }) => PeerId;
  /** Forgets a peer that is offline. */
  'peers:forget': (args: { readonly peerId: PeerId }) => null;
  'transfers:send': (args: { readonly peerId: PeerId; readonly paths: readonly string[] }) => TransferId;
  /** Opens the system's dialog; null: the user chose nothing. */
  'transfers:choose-and-send': (args: {
    readonly peerId: PeerId;
    readonly kind: 'files' | 'folders';
  }) => TransferId | null;
  'transfers:cancel': (args: { readonly transferId: TransferId }) => null;
  /** Stops the bytes of an accepted transfer; what arrived is kept on both ends. */
  'transfers:pause': (args: { readonly transferId: TransferId }) => null;
  /** Goes on with a transfer that was paused here, by the user or by this disk; tries at once with one that waits. */
  'transfers:resume': (args: { readonly transferId: TransferId }) => null;
  /** Sends the same files again, as a new transfer. Only for sent transfers that ended. */
  'transfers:send-again': (args: { readonly transferId: TransferId }) => TransferId;
  /** Sends what failed of a sent transfer that ended, as a new one. `indexes`: only these, at most 1,000. */
  'transfers:retry': (args: {
    readonly transferId: TransferId;
    readonly indexes?: readonly number[] | undefined;
  }) => TransferId;
  /** Changes who goes first of those that wait for their turn, or for the same device. */
  'transfers:move': (args: { readonly transferId: TransferId; readonly to: LineMove }) => null;
  /** Cancels all that waits for this device and was not accepted yet. */
  'transfers:cancel-waiting': (args: { readonly peerId: PeerId }) => null;
  /** Takes an ended transfer off the list. Files stay. */
  'transfers:dismiss': (args: { readonly transferId: TransferId }) => null;
  'transfers:show-in-folder': (args: { readonly transferId: TransferId }) => null;
  /** `problems`: only what failed, was never offered, or has a remark beside that it was there. */
  'transfers:files': (args: PageQuery & { readonly filter: 'all' | 'problems' }) => Page<FileRow>;
  'offers:entries': (args: PageQuery) => Page<OfferEntry>;
  /** Opens the system's dialog and sets where this offer's files will go; the offer changes by event. */
  'offers:choose-folder': (args: { readonly transferId: TransferId }) => null;
  /** `skip`: entries not wanted; sorted, not overlapping. A skipped folder skips all that is in it. */
  'offers:accept': (args: {
    readonly transferId: TransferId;
    readonly skip: readonly IndexRange[];
    /** What to do with names that are taken; absent: what the settings say, `skip-identical` for `ask`. */
    readonly existing?: ExistingChoice | undefined;
    /** Files for which it is the other way round: replaced with `skip-identical`, kept beside with `replace`. As `skip`. */
    readonly exceptions?: readonly IndexRange[] | undefined;
  }) => null;
  'offers:decline': (args: { readonly transferId: TransferId }) => null;
  /** Checks, writes and applies; the page hears of it by event. Rejects when the disk did not take it. */
  'settings:change': (patch: SettingsPatch) => null;
  /** Opens the system's dialog; nothing changes when the user chooses nothing. */
  'settings:choose-inbox': () => null;
  /** Back to the Downloads folder. */
  'settings:reset-inbox': () => null;
  'settings:choose-peer-folder': (args: { readonly peerId: PeerId }) => null;
  'settings:reset-peer-folder': (args: { readonly peerId: PeerId }) => null;
  /** The user has read that the old settings could not be read. */
  'settings:dismiss-broken': () => null;
  /** Newest first. */
  'history:page': (query: HistoryQuery) => HistoryPage;
  'history:files': (query: PageQuery) => Page<HistoryFile>;
  'history:remove': (args: { readonly transferId: TransferId }) => null;
  'history:clear': () => null;
  'history:send-again': (args: { readonly transferId: TransferId }) => TransferId;
  'history:show-in-folder': (args: { readonly transferId: TransferId }) => null;
  /** Puts a hash on the clipboard: the page may write nothing else there. */
  'history:copy-hash': (args: { readonly sha256: string }) => null;
  /** Opens the system's dialog and writes the receipt there; the file's name, null: the user chose nothing. */
  'history:save-receipt': (args: { readonly transferId: TransferId }) => string | null;
  /** Checks of this run; they change by event. */
  'history:checks': () => readonly HistoryCheck[];
  /** Begins to compare the files on the disk with their hashes. */
  'history:check': (args: { readonly transferId: TransferId }) => null;
  /** Ends a check and forgets what it found. */
  'history:cancel-check': (args: { readonly transferId: TransferId }) => null;
  /** The files that a check has found not to be as they were. */
  'history:problems': (query: PageQuery) => Page<HistoryProblem>;
  /** Sends what waits to `peerId`. */
  'pending:send': (args: { readonly id: number; readonly peerId: PeerId }) => TransferId;
  'pending:forget': (args: { readonly id: number }) => null;
  'updates:check': () => null;
  'updates:download': () => null;
  /** Ends the app and starts the new one; refused while transfers run. */
  'updates:restart': () => null;
}

/** What main tells the page, channel → payload. Snapshots, so a lost one does no harm. */
export interface Events {
  'self:changed': Self;
  'peers:changed': readonly Peer[];
  'offers:changed': readonly Offer[];
  /** Only those that changed; at most 10 batches a second. */
  'transfers:changed': readonly Transfer[];
  'transfers:removed': readonly TransferId[];
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

export type RequestChannel = keyof Requests;
export type EventChannel = keyof Events;
export type RequestArgs<C extends RequestChannel> = Parameters<Requests[C]>;
export type RequestValue<C extends RequestChannel> = ReturnType<Requests[C]>;
export type RequestReply<C extends RequestChannel> = Result<RequestValue<C>>;
