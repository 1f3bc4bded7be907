import type { OfferEntry } from '../../shared/model/offer.ts';
import { DEFAULT_SETTINGS } from '../../shared/model/settings.ts';
import type { Transfer } from '../../shared/model/transfer.ts';
import { conflictWorlds } from './conflict-scenarios.ts';
import type { FakeWorld } from './fake-api.ts';
import { makeEntries, makeFileRow, makeManyEntries, makePeer } from './sample-data.ts';
import { testWorlds } from './test-scenarios.ts';
import { makeSelf, makeSettingsView, makeTransfer, offerOf } from './sample-data.ts';
import { past, pastChecks, pastFiles, pastProblems } from './past.ts';
import { waitingWorld } from './waiting-scenario.ts';

const MB = 1_000_000;
const GB = 1_000 * MB;
const NOW = Date.now();

const workshop = makePeer({ name: 'Workshop PC', platform: 'windows' });
const lin = makePeer({ name: '林的笔记本', platform: 'macos' });
const nas = makePeer({ name: 'cellar-nas', platform: 'linux' });
const netbook = makePeer({ name: 'Old Netbook', platform: 'other', status: 'offline', isManual: true });
const tablet = makePeer({ name: 'Kitchen', platform: 'other', status: 'connecting' });
const people = [workshop, lin, nas, tablet, netbook];

const withPeer = (peer: typeof workshop, changes: Partial<Transfer>): Transfer =>
  makeTransfer({ peerId: peer.id, peerName: peer.name, ...changes });

const ended = { endedAtMs: NOW - 60_000, rateBytesPerSec: 0, secondsLeft: null, currentFile: null };

const contract = withPeer(lin, {
  ...ended,
  direction: 'receive',
  state: 'done',
  title: 'contract.pdf',
  bytesDone: 2.1 * MB,
  bytesTotal: 2.1 * MB,
  filesDone: 1,
  filesTotal: 1,
  canShow: true,
});

const busy: readonly Transfer[] = [
  withPeer(nas, {
    state: 'offered',
    title: 'Archive 2019-2025',
    itemCount: 4,
    isScanning: true,
    bytesDone: 0,
    bytesTotal: 3.2 * GB,
    filesTotal: 12_345,
    rateBytesPerSec: 0,
    secondsLeft: null,
    currentFile: null,
  }),
  withPeer(workshop, { direction: 'send', limitedBy: 'limit-here' }),
  withPeer(lin, {
    direction: 'receive',
    title: 'A very long file name that somebody wrote in one breath without ever stopping.final.v12.mov',
    bytesDone: 1.1 * GB,
    bytesTotal: 40 * GB,
    filesDone: 0,
    filesTotal: 1,
    currentFile: null,
    rateBytesPerSec: 64 * MB,
    secondsLeft: 640,
  }),
  withPeer(nas, {
    direction: 'receive',
    state: 'paused',
    title: 'disk-image.qcow2',
    bytesDone: 13.6 * GB,
    bytesTotal: 40 * GB,
    filesDone: 0,
    filesTotal: 1,
    rateBytesPerSec: 0,
    secondsLeft: null,
    currentFile: null,
  }),
  contract,
];

const troubles: readonly Transfer[] = [
  withPeer(workshop, {
    state: 'offered',
    title: 'Raw footage',
    itemCount: 2,
    bytesDone: 0,
    bytesTotal: 68 * GB,
    filesTotal: 240,
    rateBytesPerSec: 0,
    secondsLeft: null,
    currentFile: null,
    error: { code: 'STORAGE_FULL', at: 'there', shortBytes: 3.2 * GB },
  }),
  withPeer(nas, { state: 'verifying', title: 'backup.tar', filesTotal: 1, secondsLeft: null, rateBytesPerSec: 0 }),
  withPeer(lin, { ...ended, state: 'failed', title: 'slides.key', error: { code: 'PEER_UNREACHABLE', at: 'here' } }),
  withPeer(lin, {
    ...ended,
    state: 'partial',
    direction: 'receive',
    title: 'Recordings',
    filesFailed: 2,
    filesDone: 38,
    filesTotal: 40,
    canShow: true,
  }),
  withPeer(workshop, { ...ended, state: 'cancelled', cancelledBy: 'there', title: 'Holiday' }),
  withPeer(nas, { ...ended, state: 'cancelled', cancelledBy: 'here', title: 'Oops', direction: 'receive' }),
  withPeer(nas, { ...ended, state: 'declined', title: 'newsletter.pdf', bytesDone: 0 }),
  contract,
];

const hostile = [
  makePeer({ name: 'حاسوب المطبخ', platform: 'linux' }),
  makePeer({ name: '👩‍👩‍👧‍👦 Family 🏴󠁧󠁢󠁥󠁮󠁧󠁿', platform: 'macos' }),
  makePeer({ name: 'report\u202egnp.exe', platform: 'windows' }),
  makePeer({ name: 'x'.repeat(200), platform: 'windows' }),
  makePeer({ name: '<b>bold</b>\n\u0007 line two', platform: 'other' }),
  makePeer({ name: 'Z̷̢̛͇̲̰̆͐̾̓͂a̸̪̾l̶̘͊g̸̥̃o̶̦͐', platform: 'linux' }),
];

const strange: readonly Transfer[] = [
  withPeer(hostile[0] ?? workshop, { title: 'صور العائلة من الرحلة الطويلة إلى الجبال في الصيف الماضي.zip' }),
  withPeer(hostile[2] ?? workshop, { ...ended, state: 'done', title: 'invoice\u202efdp.exe', itemCount: 12 }),
  withPeer(hostile[3] ?? workshop, { direction: 'receive', title: `${'長い名前'.repeat(30)}.xlsx` }),
];

const entries = makeEntries();
const manyEntries = makeManyEntries(1_000);
const oneFolder = wrap(makeManyEntries(30));
const bigEntries = makeEntries(8, 12 * GB);
const offer = offerOf(entries, { peerId: lin.id, peerName: lin.name });
const manyOffer = offerOf(manyEntries, { peerId: nas.id, peerName: nas.name, peerPlatform: 'linux' });
const folderOffer = offerOf(oneFolder, { peerId: workshop.id, peerName: workshop.name, peerPlatform: 'windows' });
const fullOffer = offerOf(bigEntries, {
  peerId: workshop.id,
  peerName: workshop.name,
  peerPlatform: 'windows',
  problem: { code: 'STORAGE_FULL', at: 'here', shortBytes: 56 * GB },
  destination: { label: 'Downloads', fullPath: '/home/ann/Downloads', freeBytes: 40 * GB },
});

const strangeEntries = [
  'photo\u202egpj.exe',
  `${'long '.repeat(48)}.pdf`,
  'تقرير نهائي عن المشروع الكبير في المدينة.docx',
].map(
  (path, index): OfferEntry => ({
    index,
    path,
    kind: 'file',
    sizeBytes: 5 * MB,
    lastIndex: index,
    fileCount: 1,
    standing: 'new',
  }),
);
const strangeOffer = offerOf(strangeEntries, {
  peerName: `${'Very '.repeat(30)}long name`,
  destination: { label: '下载', fullPath: '/home/ann/下载', freeBytes: null },
});

function wrap(inner: readonly OfferEntry[]): readonly OfferEntry[] {
  const files = inner.filter((entry) => entry.kind === 'file');
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const moved = inner.map((entry) => ({
    ...entry,
    index: entry.index + 1,
    lastIndex: entry.lastIndex + 1,
    path: `Everything/${entry.path}`,
  }));
  const kind = 'directory' as const;
  return [
    {
      index: 0,
      path: 'Everything',
      kind,
      sizeBytes,
      lastIndex: inner.length,
      fileCount: files.length,
      standing: 'new',
    },
    ...moved,
  ];
}

const manyPeers = Array.from({ length: 48 }, (_, at) =>
  makePeer({
    name: `Desk ${at + 1}`,
    platform: (['windows', 'macos', 'linux', 'other'] as const)[at % 4] ?? 'other',
    status: at % 9 === 8 ? 'offline' : 'online',
  }),
);

const manyTransfers = Array.from({ length: 1_000 }, (_, at) =>
  withPeer(workshop, {
    ...ended,
    state: 'done',
    title: `Photo ${at}.jpg`,
    filesDone: 1,
    filesTotal: 1,
    bytesDone: 4 * MB,
  }),
);

const longList = withPeer(workshop, {
  ...ended,
  state: 'partial',
  filesFailed: 3_334,
  filesDone: 96_666,
  filesTotal: 100_000,
});
const longFiles = {
  total: 100_000,
  rowAt: (index: number) =>
    index % 30 === 3
      ? makeFileRow(index, { status: 'failed', error: { code: 'TRANSFER_SOURCE_CHANGED', at: 'there' } })
      : makeFileRow(index, index % 7 === 1 ? { savedAs: `IMG_${index} (1).CR3` } : {}),
};

const chosen = makeSettingsView({
  settings: {
    ...DEFAULT_SETTINGS,
    deviceName: '林的笔记本 🎧',
    inboxDir: `/home/ada/${'A folder with a long name/'.repeat(5)}Received`,
    peerFolders: { [lin.id]: '/home/ada/Pictures/From Lin', [makePeer().id]: '/media/ada/disk', [nas.id]: '/srv/nas' },
    existingNames: 'ask',
    isReceiving: false,
    interfaces: ['wlan0', 'tailscale0'],
    port: 45_000,
    uploadLimit: 500_000,
    downloadLimit: 2_500_000,
  },
});
const bare = makeSettingsView({ interfaces: [], abilities: { tray: false, loginItem: false, updates: false } });

const photos = { id: 1, title: 'Photos 2026', itemCount: 4 };

const noHistory = makeSettingsView({ settings: { ...makeSettingsView().settings, keepsHistory: false } });

const pastWorld = { peers: people, history: past, historyFiles: pastFiles };

/** Worlds to look at and to test in, by name. */
export const scenarios = {
  empty: {},
  'network-off': { self: makeSelf({ addresses: [], port: 0 }) },
  'network-off-peers': { self: makeSelf({ addresses: [] }), peers: [netbook], transfers: [contract] },
  hidden: { self: makeSelf({ isDiscoverable: false }) },
  'port-taken': { self: makeSelf({ isDiscoverable: false, discoveryTrouble: 'port-taken' }) },
  'new-identity': { self: makeSelf({ isNewIdentity: true }) },
  quiet: { peers: people, transfers: [contract] },
  busy: { peers: people, transfers: busy },
  troubles: { peers: people, transfers: troubles },
  waiting: waitingWorld,
  ...conflictWorlds,
  'engine-error': { peers: people, transfers: [contract], engineError: { code: 'ENGINE_STOPPED', at: 'here' } },
  strange: { peers: hostile, transfers: strange },
  offer: { peers: people, transfers: busy, offers: [offer], entries: new Map([[offer.transferId, entries]]) },
  'offer-many': {
    peers: people,
    offers: [manyOffer, offer, folderOffer],
    entries: new Map([
      [manyOffer.transferId, manyEntries],
      [offer.transferId, entries],
      [folderOffer.transferId, oneFolder],
    ]),
  },
  'offer-folder': { peers: people, offers: [folderOffer], entries: new Map([[folderOffer.transferId, oneFolder]]) },
  'offer-full': { peers: people, offers: [fullOffer], entries: new Map([[fullOffer.transferId, bigEntries]]) },
  'offer-strange': {
    peers: hostile,
    offers: [strangeOffer],
    entries: new Map([[strangeOffer.transferId, strangeEntries]]),
  },
  pending: { peers: people, transfers: [contract], pendingSend: photos },
  'pending-nobody': { peers: [netbook], pendingSend: { id: 2, title: `${'long '.repeat(30)}.pdf`, itemCount: 1 } },
  'pending-offer': {
    peers: people,
    pendingSend: photos,
    offers: [offer],
    entries: new Map([[offer.transferId, entries]]),
  },
  history: pastWorld,
  'history-checks': { ...pastWorld, historyChecks: pastChecks, historyProblems: pastProblems },
  'history-off': { peers: people, settings: noHistory },
  'many-peers': { peers: manyPeers, transfers: busy },
  'many-transfers': { peers: people, transfers: manyTransfers },
  'long-list': { peers: people, transfers: [longList], files: new Map([[longList.id, longFiles]]) },
  ...testWorlds(people),
  'settings-usual': { peers: people, update: { kind: 'idle', checkedAtMs: NOW } },
  'settings-chosen': { peers: people, settings: chosen, update: { kind: 'ready', version: '0.2.0' }, transfers: busy },
  'settings-bare': { settings: bare },
  'settings-broken': {
    peers: people,
    settings: makeSettingsView({ brokenFile: 'settings.broken-2026-11-21.json' }),
    update: { kind: 'available', version: '0.2.0' },
  },
} satisfies Record<string, FakeWorld>;

export type ScenarioName = keyof typeof scenarios;
