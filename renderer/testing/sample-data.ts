import { NOTHING_LEFT_OUT } from '../../shared/model/left-out.ts';
import type { HistoryCheck, HistoryEntry, HistoryFile } from '../../shared/model/history.ts';
import { toPeerId, toTransferId } from '../../shared/model/ids.ts';
import {
  NOTHING_COMPARED,
  type Comparison,
  type Offer,
  type OfferEntry,
  type Standing,
} from '../../shared/model/offer.ts';
import type { Peer, Self } from '../../shared/model/peer.ts';
import { DEFAULT_SETTINGS, type SettingsView } from '../../shared/model/settings.ts';
import { EMPTY_REPORT, type FileRow, type Transfer } from '../../shared/model/transfer.ts';

let count = 0;

/** The next number in hex, `length` digits long: ids that differ and read well in a failure. */
function nextHex(length: number): string {
  count += 1;
  return count.toString(16).padStart(length, '0');
}

const MB = 1_000_000;
const GB = 1_000 * MB;

export function makeSelf(changes: Partial<Self> = {}): Self {
  return {
    id: toPeerId('f'.repeat(64)),
    name: 'Studio Laptop',
    platform: 'linux',
    fingerprintWords: ['orbit', 'lemon', 'tango', 'harbour', 'velvet', 'comet'],
    port: 53420,
    addresses: ['192.168.1.20', 'fe80::4c1a:22ff:fe90:1'],
    isDiscoverable: true,
    discoveryTrouble: null,
    isNewIdentity: false,
    ...changes,
  };
}

export function makeSettingsView(changes: Partial<SettingsView> = {}): SettingsView {
  return {
    settings: DEFAULT_SETTINGS,
    defaults: { deviceName: 'Studio Laptop', inboxDir: '/home/ada/Downloads', port: 53420 },
    interfaces: [
      { name: 'wlan0', addresses: ['192.168.1.20', 'fe80::4c1a:22ff:fe90:1'] },
      { name: 'eth0', addresses: ['10.0.0.7'] },
    ],
    abilities: { tray: true, loginItem: true, updates: true },
    languages: [
      { tag: 'en', name: 'English' },
      { tag: 'zh-CN', name: '简体中文' },
    ],
    systemLanguage: 'en',
    brokenFile: null,
    appVersion: '0.1.0',
    ...changes,
  };
}

export function makePeer(changes: Partial<Peer> = {}): Peer {
  return {
    id: toPeerId(nextHex(64)),
    name: 'Workshop PC',
    platform: 'windows',
    status: 'online',
    fingerprintWords: ['cedar', 'pilot', 'mango', 'river', 'anvil', 'quartz'],
    addresses: ['192.168.1.31:53420'],
    isManual: false,
    isKnown: false,
    ...changes,
  };
}

export function makeTransfer(changes: Partial<Transfer> = {}): Transfer {
  return {
    id: toTransferId(nextHex(32)),
    direction: 'send',
    peerId: toPeerId('1'.repeat(64)),
    peerName: 'Workshop PC',
    state: 'active',
    title: 'Photos 2026',
    itemCount: 1,
    isScanning: false,
    bytesDone: 5 * GB,
    bytesTotal: 8.4 * GB,
    filesDone: 778,
    filesTotal: 1_300,
    filesFailed: 0,
    filesSkipped: 0,
    currentFile: 'Photos 2026/07 Lisbon/IMG_4211.CR3',
    rateBytesPerSec: 112 * MB,
    secondsLeft: 31,
    error: null,
    cancelledBy: null,
    pausedBy: null,
    startedAtMs: Date.UTC(2026, 10, 21, 13, 0) + count * 1_000,
    acceptedAtMs: null,
    endedAtMs: null,
    canShow: false,
    report: EMPTY_REPORT,
    linePosition: null,
    limitedBy: null,
    filesToRetry: 0,
    ...changes,
  };
}

export function makeOffer(changes: Partial<Offer> = {}): Offer {
  return {
    transferId: toTransferId(nextHex(32)),
    peerId: toPeerId('2'.repeat(64)),
    peerName: '林的笔记本',
    peerPlatform: 'macos',
    fingerprintWords: ['orbit', 'lemon', 'tango', 'harbour', 'velvet', 'comet'],
    fileCount: 23,
    directoryCount: 2,
    totalBytes: 318 * MB,
    entryCount: 25,
    leftOut: NOTHING_LEFT_OUT,
    destination: { label: 'Downloads', fullPath: '/home/ann/Downloads', freeBytes: 214 * GB },
    problem: null,
    existingCount: 0,
    existingNames: 'skip-identical',
    comparison: NOTHING_COMPARED,
    isAccepting: false,
    ...changes,
  };
}

/** A folder with `fileCount` files of `sizeBytes`, then two files beside it: the list of a usual offer. */
export function makeEntries(fileCount = 21, sizeBytes = 14 * MB): readonly OfferEntry[] {
  const inside = Array.from({ length: fileCount }, (_, at) => makeFile(at + 1, `design/page ${at + 1}.psd`, sizeBytes));
  const folder: OfferEntry = {
    index: 0,
    path: 'design',
    kind: 'directory',
    sizeBytes: fileCount * sizeBytes,
    lastIndex: fileCount,
    fileCount,
    standing: 'new',
  };
  return [
    folder,
    ...inside,
    makeFile(fileCount + 1, 'brief.docx', 1.2 * MB),
    makeFile(fileCount + 2, 'logo final (really final) version 7 for the printer.svg', 84_000),
  ];
}

function makeFile(index: number, path: string, sizeBytes: number): OfferEntry {
  return { index, path, kind: 'file', sizeBytes, lastIndex: index, fileCount: 1, standing: 'new' };
}

/** `count` folders at the top with ten files each. */
export function makeManyEntries(folders: number): readonly OfferEntry[] {
  return Array.from({ length: folders }, (_, at) => {
    const first = at * 11;
    const path = `batch ${String(at + 1).padStart(4, '0')}`;
    const files = Array.from({ length: 10 }, (_unused, no) => makeFile(first + no + 1, `${path}/frame ${no}.exr`, MB));
    const folder: OfferEntry = {
      ...{ index: first, path, kind: 'directory', sizeBytes: 10 * MB, lastIndex: first + 10, fileCount: 10 },
      standing: 'new',
    };
    return [folder, ...files];
  }).flat();
}

/** The same with some files that stand at the destination already. */
export function withStanding(
  entries: readonly OfferEntry[],
  standingOf: (entry: OfferEntry) => Standing,
): readonly OfferEntry[] {
  return entries.map((entry) => (entry.kind === 'file' ? { ...entry, standing: standingOf(entry) } : entry));
}

/** What a comparison says of these entries when it is done. */
export function comparisonOf(entries: readonly OfferEntry[], changes: Partial<Comparison> = {}): Comparison {
  const identical = entries.filter(({ standing }) => standing === 'identical');
  const identicalBytes = identical.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return {
    ...{ state: 'done', candidateCount: identical.length, candidateBytes: identicalBytes },
    ...{ comparedCount: identical.length, comparedBytes: identicalBytes },
    ...{ identicalCount: identical.length, identicalBytes },
    differentCount: entries.filter(({ standing }) => standing === 'different').length,
    ...changes,
  };
}

/** An offer over exactly these entries. */
export function offerOf(entries: readonly OfferEntry[], changes: Partial<Offer> = {}): Offer {
  const files = entries.filter((entry) => entry.kind === 'file');
  return makeOffer({
    fileCount: files.length,
    directoryCount: entries.length - files.length,
    entryCount: entries.length,
    totalBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    ...changes,
  });
}

export function makeFileRow(index: number, changes: Partial<FileRow> = {}): FileRow {
  return {
    index,
    path: `Photos 2026/07 Lisbon/IMG_${String(index).padStart(6, '0')}.CR3`,
    savedAs: null,
    kind: 'file',
    sizeBytes: 28 * MB,
    status: 'done',
    sha256: null,
    error: null,
    remarks: [],
    ...changes,
  };
}

/** A send that went well, an hour later with each call. */
export function makePast(changes: Partial<HistoryEntry> = {}): HistoryEntry {
  const startedAtMs = Date.UTC(2026, 10, 20, 9, 0) - count * 3_600_000;
  return {
    id: toTransferId(nextHex(32)),
    direction: 'send',
    peerId: toPeerId('1'.repeat(64)),
    peerName: 'Workshop PC',
    title: 'Photos 2026',
    itemCount: 1,
    result: 'done',
    error: null,
    cancelledBy: null,
    bytesDone: 8.4 * GB,
    bytesTotal: 8.4 * GB,
    filesDone: 1_300,
    filesTotal: 1_300,
    filesFailed: 0,
    startedAtMs,
    endedAtMs: startedAtMs + 75_000,
    averageBytesPerSec: 112 * MB,
    canSendAgain: true,
    canShow: true,
    report: EMPTY_REPORT,
    ...changes,
  };
}

/** A check of this entry that found all as it was, unless told otherwise. */
export function makeCheck(entry: HistoryEntry, changes: Partial<HistoryCheck> = {}): HistoryCheck {
  const { id, direction, title, itemCount, filesDone, bytesDone } = entry;
  return {
    ...{ transferId: id, direction, title, itemCount, state: 'done' },
    ...{ filesDone, filesTotal: filesDone, bytesDone, bytesTotal: bytesDone },
    problems: { changed: 0, missing: 0, unreadable: 0 },
    ...changes,
  };
}

export function makePastFile(index: number, changes: Partial<HistoryFile> = {}): HistoryFile {
  return { ...makeFileRow(index), sha256: index.toString(16).padStart(4, '0').repeat(16), ...changes };
}
