import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { toPeerId, toTransferId } from '../../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { DirectoryRecord } from '../../storage/directories.ts';
import type { ReceiveHeader } from '../receive-journal.ts';
import { encodeLine, type JournalRecord } from '../journal-line.ts';
import type { SendHeader } from '../send-journal.ts';

export const SHA = 'ab'.repeat(32);
export const STAGING_NAME = `.lanyard-${'0f'.repeat(16)}`;

export const fileEntry = (filePath: string, sizeBytes = 5 * 1024 * 1024): ManifestEntry => ({
  path: filePath,
  kind: 'file',
  sizeBytes,
  mtimeMs: -1,
  isExecutable: true,
});

export const folderEntry = (folderPath: string): ManifestEntry => ({
  path: folderPath,
  kind: 'directory',
  sizeBytes: 0,
  mtimeMs: 1_790_000_000_000,
  isExecutable: false,
});

/** Names that are hard: Chinese, emoji, 255 bytes, quotes, a newline, a lone surrogate, `__proto__`. */
export const ENTRIES: readonly ManifestEntry[] = [
  folderEntry('照片 2026'),
  fileEntry('照片 2026/太阳🌞.jpg'),
  fileEntry(`照片 2026/${'é'.repeat(127)}x`),
  folderEntry('照片 2026/empty'),
  fileEntry('a "quoted"\nname'),
  fileEntry('__proto__', 0),
  fileEntry('half \ud83c'),
];

export const newId = () => toTransferId(randomBytes(16).toString('hex'));

export function receiveHeader(changes: Partial<ReceiveHeader> = {}): ReceiveHeader {
  return {
    transferId: newId(),
    peerId: toPeerId('c4'.repeat(32)),
    peerName: 'Bob 的电脑 🖥',
    directory: path.resolve('/home/ada/下载'),
    skip: [
      [1, 1],
      [4, 5],
    ],
    existing: 'keep-both',
    exceptions: [[2, 2]],
    startedAtMs: 1_790_000_000_000,
    acceptedAtMs: 1_790_000_000_500,
    totalBytes: 15 * 1024 * 1024,
    ...changes,
  };
}

export function sendHeader(changes: Partial<SendHeader> = {}): SendHeader {
  return {
    transferId: newId(),
    peerId: toPeerId('5f'.repeat(32)),
    peerName: 'Ada',
    paths: [path.resolve('/home/bob/照片'), path.resolve('/home/bob/x')],
    title: '照片',
    itemCount: 2,
    createdAtMs: 1_790_000_000_000,
    ...changes,
  };
}

export function directoryRecord(relativePath: string, changes: Partial<DirectoryRecord> = {}): DirectoryRecord {
  const name = path.posix.basename(relativePath);
  return { parent: -1, name, relativePath, identity: { dev: 2n ** 63n, ino: 2n ** 64n - 1n }, ...changes };
}

/** Lines as the journal writes them, whatever they say. */
export function lines(...records: readonly JournalRecord[]): string {
  return records.map(encodeLine).join('');
}
