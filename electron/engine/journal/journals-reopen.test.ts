import { chmod, mkdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../log.ts';
import { actAsOrdinaryUser } from '../testing/ordinary-user.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { openJournals, type Journals } from './journals.ts';
import { ENTRIES, receiveHeader, sendHeader } from './testing/samples.ts';

/** Makes a journal that an earlier run left, and gives it with its notes. */
type MakeLeft = (journals: Journals) => Promise<{
  readonly transferId: string;
  readonly reopen: () => Promise<{ close(): Promise<void> }>;
}>;

const receive: MakeLeft = async (journals) => {
  const { transferId } = receiveHeader();
  const journal = await journals.createReceive(receiveHeader({ transferId }), ENTRIES);
  journal.noteBlock(1, 0, 5);
  await journal.close();
  const loaded = await journals.findReceive(transferId);
  return { transferId, reopen: () => loaded!.reopen() };
};

const send: MakeLeft = async (journals) => {
  const { transferId } = sendHeader();
  const journal = await journals.createSend(sendHeader({ transferId }));
  journal.noteRank(1);
  await journal.close();
  const loaded = await journals.findSend(transferId);
  return { transferId, reopen: () => loaded!.reopen() };
};

async function makeLeft(make: MakeLeft) {
  const dataDir = await makeTempDir();
  const left = await make(openJournals(dataDir, silentLog));
  return { ...left, notesFile: path.join(dataDir, 'transfers', left.transferId, 'notes.jsonl') };
}

describe.each([
  ['received', receive],
  ['sent', send],
] as const)('going on with the journal of what is %s', (_, make) => {
  it('leaves notes that need no repair as they are, their time too', async () => {
    const { reopen, notesFile } = await makeLeft(make);
    const before = await readFile(notesFile);
    await utimes(notesFile, 1_700_000_000, 1_700_000_000);
    await (await reopen()).close();
    expect((await stat(notesFile)).mtimeMs).toBe(1_700_000_000_000);
    expect(await readFile(notesFile)).toEqual(before);
  });

  it('rejects when the notes are a directory', async () => {
    const { reopen, notesFile } = await makeLeft(make);
    await rm(notesFile);
    await mkdir(notesFile);
    await expect(reopen()).rejects.toMatchObject({ name: 'StorageError', code: 'STORAGE_FAILED' });
  });

  it.skipIf(process.platform === 'win32')('rejects when the notes may only be read', async () => {
    expect(actAsOrdinaryUser()).toBe(true);
    const { reopen, notesFile } = await makeLeft(make);
    await chmod(notesFile, 0o400);
    await expect(reopen()).rejects.toMatchObject({ name: 'StorageError', code: 'STORAGE_DENIED' });
    await chmod(notesFile, 0o600);
    await (await reopen()).close();
  });
});
