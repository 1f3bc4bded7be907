import { NOTHING_LEFT_OUT } from '../../../shared/model/left-out.ts';
import { toPeerId, toTransferId, type TransferId } from '../../../shared/model/ids.ts';
import { NOTHING_COMPARED, type Offer } from '../../../shared/model/offer.ts';
import { DEFAULT_SETTINGS } from '../../../shared/model/settings.ts';
import { EMPTY_REPORT, type Transfer } from '../../../shared/model/transfer.ts';
import type { SettingsKeeper } from '../settings/settings-keeper.ts';

const peerId = toPeerId('a'.repeat(64));

/** The same id for the same digit. */
export function transferIdOf(digit: string): TransferId {
  return toTransferId(digit.repeat(32));
}

/** A receive that is half done, unless told otherwise. */
export function transferOf(changes: Partial<Transfer> = {}): Transfer {
  return {
    id: transferIdOf('1'),
    direction: 'receive',
    peerId,
    peerName: 'Bob',
    state: 'active',
    title: 'Photos',
    itemCount: 1,
    isScanning: false,
    bytesDone: 50,
    bytesTotal: 100,
    filesDone: 1,
    filesTotal: 2,
    filesFailed: 0,
    filesSkipped: 0,
    currentFile: 'Photos/a.jpg',
    rateBytesPerSec: 10,
    secondsLeft: 5,
    error: null,
    cancelledBy: null,
    pausedBy: null,
    startedAtMs: 0,
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

export function offerOf(changes: Partial<Offer> = {}): Offer {
  return {
    transferId: transferIdOf('1'),
    peerId,
    peerName: 'Bob',
    peerPlatform: 'linux',
    fingerprintWords: ['orbit', 'lemon'],
    fileCount: 3,
    directoryCount: 0,
    totalBytes: 318_000_000,
    entryCount: 3,
    leftOut: NOTHING_LEFT_OUT,
    destination: { label: 'Downloads', fullPath: '/home/a/Downloads', freeBytes: null },
    problem: null,
    existingCount: 0,
    existingNames: 'skip-identical',
    comparison: NOTHING_COMPARED,
    isAccepting: false,
    ...changes,
  };
}

/** Settings that nobody has changed, and that take every change without keeping it. */
export function createFakeSettings(): SettingsKeeper {
  const done = () => Promise.resolve();
  return {
    current: () => DEFAULT_SETTINGS,
    view: () => ({
      settings: DEFAULT_SETTINGS,
      defaults: { deviceName: 'Test', inboxDir: '/home/a/Downloads', port: 53_420 },
      interfaces: [],
      abilities: { tray: true, loginItem: true, updates: true },
      languages: [{ tag: 'en', name: 'English' }],
      systemLanguage: 'en',
      brokenFile: null,
      appVersion: '1.0.0',
    }),
    change: done,
    setInboxDir: done,
    setPeerFolder: done,
    dismissBroken: () => undefined,
    refresh: () => undefined,
    onChanged: () => () => undefined,
  };
}
