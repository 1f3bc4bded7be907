import { failure, success, type Result } from '../../shared/errors/result.ts';
import { toTransferId } from '../../shared/model/ids.ts';
import type { AppSnapshot, Events, HistoryPage, HistoryQuery, Page, PageQuery } from '../../shared/ipc/contract.ts';
import type { HistoryCheck, HistoryEntry, HistoryFile, HistoryProblem } from '../../shared/model/history.ts';
import type { ConnectionTest } from '../../shared/model/connection-test.ts';
import type { PeerId, TransferId } from '../../shared/model/ids.ts';
import type { OfferEntry } from '../../shared/model/offer.ts';
import type { FileRow } from '../../shared/model/transfer.ts';
import type { LanyardApi } from '../bridge/lanyard-api.ts';
import { CHOSEN_DIR, createFakeSettings } from './fake-settings.ts';
import { makeSelf, makeSettingsView } from './sample-data.ts';

/** What the fake engine knows. Lists behind pages are given by transfer. */
export interface FakeWorld extends Partial<AppSnapshot> {
  readonly entries?: ReadonlyMap<TransferId, readonly OfferEntry[]>;
  readonly files?: ReadonlyMap<TransferId, FakeFiles>;
  /** Newest first. */
  readonly history?: readonly HistoryEntry[];
  readonly historyFiles?: readonly HistoryFile[];
  readonly historyChecks?: readonly HistoryCheck[];
  readonly historyProblems?: readonly HistoryProblem[];
  /** What is told of a test as soon as it has begun. */
  readonly connectionTest?: (peerId: PeerId) => ConnectionTest;
}

/** A list too long to be made in advance. */
interface FakeFiles {
  readonly total: number;
  readonly rowAt: (index: number) => FileRow;
}

type ApiCall = {
  [Name in keyof LanyardApi]: readonly [name: Name, ...args: Parameters<LanyardApi[Name]>];
}[keyof LanyardApi];

export interface FakeApi {
  readonly api: LanyardApi;
  /** Everything that was asked, in order; subscriptions are left out. */
  readonly calls: readonly ApiCall[];
  /** Sends an event to the page, as main would. */
  readonly emit: <C extends keyof Events>(channel: C, payload: Events[C]) => void;
  /** The next call of `name` gets this answer. */
  readonly answerNext: <Name extends keyof LanyardApi>(
    name: Name,
    answer: Awaited<ReturnType<LanyardApi[Name]>>,
  ) => void;
}

const SENT = toTransferId('a'.repeat(32));

/** An API typed as the real one over a world that stands still: what moves is sent with `emit`. */
export function createFakeApi(world: FakeWorld = {}): FakeApi {
  const calls: ApiCall[] = [];
  const answers = new Map<keyof LanyardApi, unknown>();
  const listeners = new Map<keyof Events, Set<(payload: never) => void>>();

  const answer = <T>(call: ApiCall, usual: Result<T>): Promise<Result<T>> => {
    calls.push(call);
    const given = answers.get(call[0]);
    answers.delete(call[0]);
    // answerNext's signature ties the answer to the call's name
    return Promise.resolve(given === undefined ? usual : (given as Result<T>));
  };
  const on = <C extends keyof Events>(channel: C, listener: (payload: Events[C]) => void): (() => void) => {
    const set = listeners.get(channel) ?? new Set();
    listeners.set(channel, set.add(listener));
    return () => set.delete(listener);
  };

  const emit: FakeApi['emit'] = (channel, payload) => {
    // `on` put only listeners of this channel into the set
    listeners.get(channel)?.forEach((listener) => listener(payload as never));
  };
  const settings = createFakeSettings(world.settings ?? makeSettingsView(), (view) => emit('settings:changed', view));

  const api: LanyardApi = {
    snapshot: () => answer(['snapshot'], success({ ...snapshotOf(world), settings: settings.view() })),
    addPeer: (args) => answer(['addPeer', args], failure({ code: 'PEER_UNREACHABLE', at: 'here' })),
    forgetPeer: (args) => answer(['forgetPeer', args], success(null)),
    startTest: (args) => {
      if (world.connectionTest) emit('test:changed', world.connectionTest(args.peerId));
      return answer(['startTest', args], success(null));
    },
    cancelTest: () => answer(['cancelTest'], success(null)),
    copyTest: () => answer(['copyTest'], success(null)),
    sendFiles: (peerId, files) => answer(['sendFiles', peerId, files], success(SENT)),
    chooseAndSend: (args) => answer(['chooseAndSend', args], success(null)),
    cancelTransfer: (args) => answer(['cancelTransfer', args], success(null)),
    pauseTransfer: (args) => answer(['pauseTransfer', args], success(null)),
    resumeTransfer: (args) => answer(['resumeTransfer', args], success(null)),
    sendAgain: (args) => answer(['sendAgain', args], success(SENT)),
    retryFailed: (args) => answer(['retryFailed', args], success(SENT)),
    moveTransfer: (args) => answer(['moveTransfer', args], success(null)),
    cancelWaiting: (args) => answer(['cancelWaiting', args], success(null)),
    dismissTransfer: (args) => answer(['dismissTransfer', args], success(null)),
    showInFolder: (args) => answer(['showInFolder', args], success(null)),
    transferFiles: (args) => answer(['transferFiles', args], success(filesPage(world, args))),
    offerEntries: (args) => answer(['offerEntries', args], success(entriesPage(world, args))),
    chooseOfferFolder: (args) => answer(['chooseOfferFolder', args], success(null)),
    acceptOffer: (args) => answer(['acceptOffer', args], success(null)),
    declineOffer: (args) => answer(['declineOffer', args], success(null)),
    tellView: (args) => answer(['tellView', args], success(null)),
    openLogFolder: () => answer(['openLogFolder'], success(null)),
    copyDiagnostics: () => answer(['copyDiagnostics'], success(null)),
    changeSettings: (patch) => settings.after(answer(['changeSettings', patch], success(null)), patch),
    chooseInbox: () => settings.after(answer(['chooseInbox'], success(null)), { inboxDir: CHOSEN_DIR }),
    resetInbox: () => settings.after(answer(['resetInbox'], success(null)), { inboxDir: null }),
    choosePeerFolder: (args) =>
      settings.after(answer(['choosePeerFolder', args], success(null)), settings.withFolder(args.peerId, CHOSEN_DIR)),
    resetPeerFolder: (args) =>
      settings.after(answer(['resetPeerFolder', args], success(null)), settings.withFolder(args.peerId, null)),
    dismissBrokenSettings: () => settings.after(answer(['dismissBrokenSettings'], success(null)), {}, null),
    historyPage: (query) => answer(['historyPage', query], success(historyPage(world, query))),
    historyFiles: (query) => answer(['historyFiles', query], success(historyFiles(world, query))),
    removeFromHistory: (args) => answer(['removeFromHistory', args], success(null)),
    clearHistory: () => answer(['clearHistory'], success(null)),
    sendAgainFromHistory: (args) => answer(['sendAgainFromHistory', args], success(SENT)),
    showHistoryInFolder: (args) => answer(['showHistoryInFolder', args], success(null)),
    copyHash: (args) => answer(['copyHash', args], success(null)),
    saveReceipt: (args) => answer(['saveReceipt', args], success('Photos 2026-11-20.sha256')),
    historyChecks: () => answer(['historyChecks'], success(world.historyChecks ?? [])),
    checkHistory: (args) => answer(['checkHistory', args], success(null)),
    cancelHistoryCheck: (args) => answer(['cancelHistoryCheck', args], success(null)),
    historyProblems: (args) => answer(['historyProblems', args], success(pageOf(world.historyProblems, args))),
    sendPending: (args) => answer(['sendPending', args], success(SENT)),
    forgetPending: (args) => answer(['forgetPending', args], success(null)),
    checkForUpdates: () => answer(['checkForUpdates'], success(null)),
    downloadUpdate: () => answer(['downloadUpdate'], success(null)),
    restartToUpdate: () => answer(['restartToUpdate'], success(null)),
    onSettingsChanged: (listener) => on('settings:changed', listener),
    onHistoryChanged: (listener) => on('history:changed', listener),
    onHistoryChecksChanged: (listener) => on('history:checks-changed', listener),
    onPendingChanged: (listener) => on('pending:changed', listener),
    onUpdateChanged: (listener) => on('updates:changed', listener),
    onSelfChanged: (listener) => on('self:changed', listener),
    onPeersChanged: (listener) => on('peers:changed', listener),
    onOffersChanged: (listener) => on('offers:changed', listener),
    onTransfersChanged: (listener) => on('transfers:changed', listener),
    onTransfersRemoved: (listener) => on('transfers:removed', listener),
    onTestChanged: (listener) => on('test:changed', listener),
    onEngineChanged: (listener) => on('engine:changed', listener),
    onTransferFocused: (listener) => on('transfers:focused', listener),
  };
  return {
    api,
    calls,
    emit,
    answerNext: (name, given) => answers.set(name, given),
  };
}

function snapshotOf(world: FakeWorld): AppSnapshot {
  return {
    self: makeSelf(),
    peers: [],
    offers: [],
    transfers: [],
    engineError: null,
    settings: makeSettingsView(),
    update: { kind: 'off' },
    pendingSend: null,
    ...world,
  };
}

function entriesPage(world: FakeWorld, { transferId, offset, limit }: PageQuery): Page<OfferEntry> {
  const entries = world.entries?.get(transferId) ?? [];
  return { total: entries.length, rows: entries.slice(offset, offset + limit) };
}

function historyPage(world: FakeWorld, { text, filter, offset, limit }: HistoryQuery): HistoryPage {
  const fits = (entry: HistoryEntry): boolean =>
    `${entry.title} ${entry.peerName}`.toLowerCase().includes(text.toLowerCase()) &&
    (filter === 'all' ||
      (filter === 'problems' ? entry.result !== 'done' : (entry.direction === 'send') === (filter === 'sent')));
  const found = (world.history ?? []).filter(fits);
  return { total: found.length, rows: found.slice(offset, offset + limit), keptAside: null };
}

function historyFiles(world: FakeWorld, { offset, limit }: PageQuery): Page<HistoryFile> {
  const files = world.historyFiles ?? [];
  return { total: files.length, rows: files.slice(offset, offset + limit) };
}

function pageOf<Row>(all: readonly Row[] = [], { offset, limit }: PageQuery): Page<Row> {
  return { total: all.length, rows: all.slice(offset, offset + limit) };
}

function filesPage(world: FakeWorld, query: PageQuery & { readonly filter: 'all' | 'problems' }): Page<FileRow> {
  const files = world.files?.get(query.transferId) ?? { total: 0, rowAt: () => undefined };
  const length = Math.max(0, Math.min(query.limit, files.total - query.offset));
  const rows = Array.from({ length }, (_, at) => files.rowAt(query.offset + at)).filter((row) => row !== undefined);
  if (query.filter === 'all') return { total: files.total, rows };
  const problems = rows.filter(({ status, remarks }) => {
    return status === 'failed' || status === 'skipped' || remarks.some((remark) => remark !== 'was-there');
  });
  return { total: problems.length, rows: problems };
}
