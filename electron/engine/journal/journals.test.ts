import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../log.ts';
import { CAN_MOUNT, mountTmpfs } from '../storage/testing/mounted-disk.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { openJournals, type Journals } from './journals.ts';
import { RECEIVE_DIRECTORIES, RECEIVED_NOTES } from './testing/format-calls.ts';
import { ENTRIES, fileEntry, lines, receiveHeader, sendHeader, SHA } from './testing/samples.ts';

// real disks of busy machines
vi.setConfig({ testTimeout: 60_000 });

let dataDir: string;
let journals: Journals;

beforeEach(async () => {
  dataDir = await makeTempDir();
  journals = openJournals(dataDir, silentLog);
});

const folderOf = (id: string) => path.join(dataDir, 'transfers', id);
const namesIn = async () => (await readdir(path.join(dataDir, 'transfers'))).sort();

async function findReceive(id: Parameters<Journals['findReceive']>[0]) {
  const found = await journals.findReceive(id);
  expect(found).not.toBeNull();
  return found!;
}

describe('the journal of what is received', () => {
  it('gives back everything that was put in', async () => {
    const header = receiveHeader();
    const journal = await journals.createReceive(header, ENTRIES);
    for (const [index, record] of RECEIVE_DIRECTORIES) await journal.noteDirectory(index, record);
    journal.noteBlock(1, 0, 0xffff_ffff);
    journal.noteBlock(1, 4, 0);
    journal.noteBlock(1, 4, 17);
    journal.noteBlock(2, 0, 1);
    journal.noteDropped(2);
    journal.noteBlock(4, 0, 3);
    await journal.notePlacing(4, 'a (1)', SHA);
    await journal.notePlacing(6, 'half _', SHA);
    journal.noteFailed(4, 'TRANSFER_HASH_MISMATCH');
    await journal.notePlaced(4, { savedAs: 'a (1)', sha256: SHA });
    await journal.noteReplacing(5);
    await journal.notePlaced(5, { savedAs: '__proto__', sha256: SHA, how: 'replaced' });
    journal.noteFailed(2, 'STORAGE_FULL');
    journal.noteFailed(2, 'TRANSFER_SOURCE_CHANGED');
    await journal.noteState('paused', 'STORAGE_FULL');
    await journal.close();

    const { received, sent } = await journals.load();
    expect(sent).toEqual([]);
    expect(received).toHaveLength(1);
    const loaded = received[0]!;
    expect(loaded).toMatchObject({ header, state: 'paused', stateError: 'STORAGE_FULL' });
    expect(Math.abs(loaded.lastChangedAtMs - Date.now())).toBeLessThan(60_000);
    expect(await loaded.read()).toEqual({
      entries: ENTRIES,
      failed: new Map([[2, 'TRANSFER_SOURCE_CHANGED']]),
      noted: RECEIVED_NOTES,
    });
  });

  it('keeps what the sender said that it did not offer', async () => {
    const leftOut = { count: 102, listed: [{ path: 'caf\u{fffd}.txt', code: 'TRANSFER_NAME_NOT_TEXT' }] } as const;
    const header = receiveHeader({ leftOut });
    await (await journals.createReceive(header, ENTRIES)).close();
    const loaded = (await journals.findReceive(header.transferId))!;
    expect(loaded.header).toEqual(header);
    expect((await loaded.read()).entries).toEqual(ENTRIES);
  });

  it('goes on where it was, and a file in place stays so', async () => {
    const header = receiveHeader({ skip: [] });
    const first = await journals.createReceive(header, ENTRIES);
    await first.notePlaced(1, { savedAs: 'x', sha256: SHA });
    await first.close();
    const second = await (await findReceive(header.transferId)).reopen();
    second.noteFailed(1, 'STORAGE_OWN_FAILED');
    await second.notePlaced(2, { savedAs: '照片/y', sha256: SHA });
    await second.noteState('finished');
    await second.close();
    const loaded = await findReceive(header.transferId);
    expect(loaded.state).toBe('finished');
    const { noted, failed } = await loaded.read();
    expect([...noted.placed.keys()]).toEqual([1, 2]);
    expect(failed.size).toBe(0);
    expect(noted.hasLostNotes).toBe(false);
  });

  it('keeps why it failed, in words that older versions take for an end', async () => {
    const header = receiveHeader();
    const journal = await journals.createReceive(header, ENTRIES);
    await journal.noteState('failed', 'PROTOCOL_BAD_FRAME');
    const notesFile = path.join(folderOf(header.transferId), 'notes.jsonl');
    const noted = lines(['state', 'active', null], ['state', 'expired', null]);
    expect(await readFile(notesFile, 'utf8')).toBe(noted + lines(['state', 'expired', 'PROTOCOL_BAD_FRAME']));
    expect(await findReceive(header.transferId)).toMatchObject({ state: 'failed', stateError: 'PROTOCOL_BAD_FRAME' });
    await journal.noteState('expired', 'TRANSFER_EXPIRED');
    expect(await findReceive(header.transferId)).toMatchObject({ state: 'expired', stateError: 'TRANSFER_EXPIRED' });
    await journal.noteState('failed');
    expect(await findReceive(header.transferId)).toMatchObject({ state: 'failed', stateError: 'INTERNAL' });
    await journal.close();
    // what a later version might say
    await writeFile(notesFile, noted + lines(['state', 'expired', 'NO_SUCH_CODE']));
    expect(await findReceive(header.transferId)).toMatchObject({ state: 'expired', stateError: null });
  });

  it('says so when all notes are gone', async () => {
    const header = receiveHeader();
    await (await journals.createReceive(header, ENTRIES)).close();
    await rm(path.join(folderOf(header.transferId), 'notes.jsonl'));
    const loaded = await findReceive(header.transferId);
    expect(loaded).toMatchObject({ state: 'active', lastChangedAtMs: header.acceptedAtMs });
    expect((await loaded.read()).noted.hasLostNotes).toBe(true);
    await writeFile(path.join(folderOf(header.transferId), 'notes.jsonl'), '');
    expect((await loaded.read()).noted.hasLostNotes).toBe(true);
  });

  it('refuses a second journal of the same transfer and leaves the first', async () => {
    const header = receiveHeader();
    const journal = await journals.createReceive(header, ENTRIES);
    await expect(journals.createReceive(header, ENTRIES)).rejects.toMatchObject({ code: 'STORAGE_OWN_FAILED' });
    await expect(journals.createSend(sendHeader({ transferId: header.transferId }))).rejects.toThrow();
    await journal.notePlaced(1, { savedAs: 'x', sha256: SHA });
    await journal.close();
    expect((await (await findReceive(header.transferId)).read()).noted.placed.size).toBe(1);
  });

  it('keeps two apart that are written at once', async () => {
    const [one, two] = [receiveHeader({ skip: [] }), receiveHeader({ skip: [] })];
    const both = await Promise.all([journals.createReceive(one, ENTRIES), journals.createReceive(two, ENTRIES)]);
    await Promise.all(
      Array.from({ length: 500 }, (_, i) => both[i % 2]!.notePlaced(1 + (i % 2), { savedAs: `${i}`, sha256: SHA })),
    );
    await Promise.all(both.map((journal) => journal.close()));
    expect((await (await findReceive(one.transferId)).read()).noted.placed).toEqual(
      new Map([[1, { savedAs: '498', sha256: SHA }]]),
    );
    expect((await (await findReceive(two.transferId)).read()).noted.placed).toEqual(
      new Map([[2, { savedAs: '499', sha256: SHA }]]),
    );
  });

  it('removes its own files only', async () => {
    const [header, other] = [receiveHeader(), receiveHeader()];
    const journal = await journals.createReceive(header, ENTRIES);
    await journal.remove();
    await journal.remove();
    expect(await namesIn()).toEqual([]);
    const second = await journals.createReceive(other, ENTRIES);
    await writeFile(path.join(folderOf(other.transferId), 'diary.txt'), 'mine');
    await second.remove();
    expect(await readdir(folderOf(other.transferId))).toEqual(['diary.txt']);
    await journals.load();
    expect(await readdir(folderOf(other.transferId))).toEqual(['diary.txt']);
  });

  it.skipIf(process.platform === 'win32')('is for this user alone', async () => {
    const header = receiveHeader();
    await (await journals.createReceive(header, ENTRIES)).close();
    const modeOf = async (...names: string[]) => (await stat(path.join(dataDir, ...names))).mode & 0o777;
    expect(await modeOf('transfers')).toBe(0o700);
    expect(await modeOf('transfers', header.transferId)).toBe(0o700);
    const files = await readdir(folderOf(header.transferId));
    expect(files.sort()).toEqual(['notes.jsonl', 'offer-copy.jsonl', 'offer.jsonl']);
    for (const name of files) expect(await modeOf('transfers', header.transferId, name)).toBe(0o600);
  });

  it('is not begun with what could not be read again', async () => {
    const bad = receiveHeader({ directory: 'relative' });
    await expect(journals.createReceive(bad, ENTRIES)).rejects.toThrow();
    expect(await namesIn()).toEqual([]);
  });

  it.skipIf(!CAN_MOUNT)('leaves nothing of one that found no room (needs root, to mount)', async () => {
    const disk = await mountTmpfs(path.join(dataDir, 'transfers'), 'size=64k');
    try {
      const many = Array.from({ length: 2_000 }, (_, i) => fileEntry(`file ${i} with a long name`));
      await expect(journals.createReceive(receiveHeader(), many)).rejects.toMatchObject({ code: 'STORAGE_OWN_FULL' });
      expect(await namesIn()).toEqual([]);
    } finally {
      await disk.unmount();
    }
  });
});
