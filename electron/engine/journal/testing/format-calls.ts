// The same calls for ever: what they write is in testing/format, as earlier versions of the app wrote it.
import path from 'node:path';
import { toTransferId } from '../../../../shared/model/ids.ts';
import { STAGING } from '../../storage/directories.ts';
import type { PlacedFile } from '../../storage/receive-notes.ts';
import type { Journals } from '../journals.ts';
import type { SendManifest } from '../send-journal.ts';
import {
  directoryRecord,
  ENTRIES,
  fileEntry,
  folderEntry,
  receiveHeader,
  sendHeader,
  SHA,
  STAGING_NAME,
} from './samples.ts';

/** Not `path.resolve`: the lines are the same on every system. */
export const RECEIVE_HEADER = receiveHeader({
  transferId: toTransferId('1a'.repeat(16)),
  directory: '/home/ada/下载',
});

export const RECEIVE_DIRECTORIES = new Map([
  [STAGING, directoryRecord(`/${STAGING_NAME}`)],
  [0, directoryRecord('/照片 2026 (1)', { identity: { dev: 0n, ino: null }, isAdopted: true })],
  [3, directoryRecord('/照片 2026 (1)/empty', { parent: 0 })],
]);

export const SEND_HEADER = sendHeader({
  transferId: toTransferId('2b'.repeat(16)),
  paths: ['/home/bob/照片', '/home/bob/x'],
  only: ['照片/b.jpg', '照片/in/"2"\n.jpg'],
});

export const SEND_MANIFEST: SendManifest = {
  entries: [folderEntry('照片'), fileEntry('照片/b.jpg'), fileEntry('照片/__proto__'), fileEntry('x')],
  sourcePaths: ['/home/bob/照片', `/home/bob/照片${path.sep}b.jpg`, '/elsewhere/half \ud83c', '/home/bob/x'],
  leftOut: [
    { path: '照片/link', status: 'skipped', code: 'TRANSFER_SOURCE_IS_LINK' },
    { path: '照片/secret', status: 'failed', code: 'TRANSFER_SOURCE_UNREADABLE' },
  ],
};

/** What {@link writeReceived} notes, as it is read back. */
export const RECEIVED_NOTES = {
  directories: RECEIVE_DIRECTORIES,
  blocks: new Map([
    [
      1,
      new Map([
        [0, 0xffff_ffff],
        [4, 17],
      ]),
    ],
  ]),
  placing: new Map([[6, { name: 'half _', sha256: SHA }]]),
  replacing: new Set([5]),
  placed: new Map<number, PlacedFile>([
    [4, { savedAs: 'a (1)', sha256: SHA }],
    [5, { savedAs: '__proto__', sha256: SHA, how: 'replaced' }],
  ]),
  hasLostNotes: false,
};

/** What {@link writeSent} notes, as it is read back. */
export const SENT_NOTES = {
  skip: [
    [0, 1],
    [3, 3],
  ],
  settled: new Map([
    [2, { code: 0, sha256: SHA }],
    [1, { code: 'TRANSFER_SOURCE_CHANGED', sha256: null }],
  ]),
  hasLostNotes: false,
};

/** One call of each kind, and the state that is noted last. */
export async function writeReceived(journals: Journals): Promise<void> {
  const journal = await journals.createReceive(RECEIVE_HEADER, ENTRIES);
  for (const [index, record] of RECEIVE_DIRECTORIES) await journal.noteDirectory(index, record);
  journal.noteBlock(1, 0, 0xffff_ffff);
  journal.noteBlock(1, 4, 17);
  journal.noteBlock(2, 0, 1);
  journal.noteDropped(2);
  await journal.notePlacing(4, 'a (1)', SHA);
  await journal.notePlacing(6, 'half _', SHA);
  journal.noteFailed(4, 'TRANSFER_HASH_MISMATCH');
  await journal.notePlaced(4, { savedAs: 'a (1)', sha256: SHA });
  await journal.noteReplacing(5);
  await journal.notePlaced(5, { savedAs: '__proto__', sha256: SHA, how: 'replaced' });
  journal.noteFailed(2, 'STORAGE_FULL');
  await journal.noteState('active');
  await journal.noteState('finished');
  await journal.noteState('expired');
  await journal.noteState('cancelled');
  await journal.noteState('paused', 'STORAGE_FULL');
  await journal.close();
}

/** The same for what is sent. */
export async function writeSent(journals: Journals): Promise<void> {
  const journal = await journals.createSend(SEND_HEADER);
  await journal.noteManifest(SEND_MANIFEST);
  await journal.noteAccepted(1_790_000_000_777, [
    [0, 1],
    [3, 3],
  ]);
  journal.noteRank(1_790_000_000_000);
  journal.noteSettled(2, 'STORAGE_FULL');
  journal.noteSettled(2, 0, SHA);
  journal.noteSettled(1, 'TRANSFER_SOURCE_CHANGED');
  journal.noteRank(-1);
  await journal.noteState('new');
  await journal.noteState('cancelled');
  await journal.noteState('accepted');
  await journal.noteState('paused');
  await journal.close();
}
