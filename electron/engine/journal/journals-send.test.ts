import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../log.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { openJournals, type Journals } from './journals.ts';
import { SENT_NOTES } from './testing/format-calls.ts';
import { fileEntry, folderEntry, newId, sendHeader, SHA } from './testing/samples.ts';

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

describe('the journal of what is sent', () => {
  const root = path.resolve('/home/bob/照片');
  const entries = [
    folderEntry('照片'),
    fileEntry('照片/a/b.jpg'.replace('/a', '')),
    fileEntry('照片/__proto__'),
    fileEntry('x'),
  ];
  const manifest = {
    entries,
    sourcePaths: [root, path.join(root, 'b.jpg'), path.resolve('/elsewhere/half \ud83c'), path.resolve('/home/bob/x')],
    leftOut: [
      { path: '照片/link', status: 'skipped', code: 'TRANSFER_SOURCE_IS_LINK' },
      { path: '照片/secret', status: 'failed', code: 'TRANSFER_SOURCE_UNREADABLE' },
    ],
  } as const;

  it('is there as soon as the user sends', async () => {
    const header = sendHeader();
    const journal = await journals.createSend(header);
    const { received, sent } = await journals.load();
    expect(received).toEqual([]);
    expect(sent).toMatchObject([{ header, state: 'new', acceptedAtMs: null, rank: null }]);
    expect(await sent[0]!.read()).toEqual({ manifest: null, skip: [], settled: new Map(), hasLostNotes: false });
    await journal.close();
  });

  it('gives back everything that was put in', async () => {
    const header = sendHeader();
    const journal = await journals.createSend(header);
    await journal.noteManifest({ ...manifest, entries: [fileEntry('old')], sourcePaths: [root] });
    await journal.noteManifest(manifest);
    await journal.noteAccepted(1_790_000_000_777, [
      [0, 1],
      [3, 3],
    ]);
    journal.noteSettled(2, 'STORAGE_FULL');
    journal.noteSettled(2, 0, SHA);
    journal.noteSettled(1, 'TRANSFER_SOURCE_CHANGED');
    await journal.close();
    const loaded = (await journals.findSend(header.transferId))!;
    expect(loaded).toMatchObject({ header, state: 'accepted', acceptedAtMs: 1_790_000_000_777 });
    expect(await loaded.read()).toEqual({
      manifest,
      ...SENT_NOTES,
    });
  });

  it('stores the folder of the sources once', async () => {
    const header = sendHeader();
    const journal = await journals.createSend(header);
    await journal.noteManifest(manifest);
    await journal.close();
    const text = await readFile(path.join(folderOf(header.transferId), 'offer.jsonl'), 'utf8');
    expect(text.split('b.jpg')).toHaveLength(2);
  });

  it('goes on where it was', async () => {
    const header = sendHeader();
    await (await journals.createSend(header)).close();
    const again = await (await journals.findSend(header.transferId))!.reopen();
    await again.noteManifest(manifest);
    await again.noteState('paused');
    await again.close();
    const loaded = (await journals.findSend(header.transferId))!;
    expect(loaded.state).toBe('paused');
    expect((await loaded.read()).manifest).toEqual(manifest);
    await (await loaded.reopen()).remove();
    expect(await namesIn()).toEqual([]);
  });

  it('keeps which files alone are to be sent, and the place in the line', async () => {
    const only = ['照片/1.jpg', '照片/in/"2"\n.jpg'];
    const header = sendHeader({ only });
    const journal = await journals.createSend(header);
    await journal.noteManifest(manifest);
    for (const rank of [1_790_000_000_000, -1]) journal.noteRank(rank);
    await journal.close();
    const loaded = (await journals.findSend(header.transferId))!;
    expect(loaded).toMatchObject({ header, rank: -1, state: 'new' });
    expect(await loaded.read()).toMatchObject({ manifest, hasLostNotes: false });
    const tooMany = Array.from({ length: 5_001 }, (_, i) => `${i}`);
    await expect(journals.createSend(sendHeader({ only: tooMany }))).rejects.toThrow();
  });

  it('keeps the names of what was dropped without a path', async () => {
    const header = sendHeader({ paths: [], withoutPath: ['caf\u{fffd}.txt', '', 'image.png'] });
    const journal = await journals.createSend(header);
    await journal.noteManifest(manifest);
    await journal.close();
    const loaded = (await journals.findSend(header.transferId))!;
    expect(loaded.header).toEqual(header);
    expect(await loaded.read()).toMatchObject({ manifest, hasLostNotes: false });
  });

  it('keeps 10,000 dropped paths and no more', async () => {
    const paths = Array.from({ length: 10_000 }, (_, i) => path.resolve(`/home/bob/${'照'.repeat(80)} ${i}`));
    const header = sendHeader({ paths });
    await (await journals.createSend(header)).close();
    expect((await journals.findSend(header.transferId))!.header.paths).toEqual(paths);
    await expect(journals.createSend(sendHeader({ paths: [...paths, '/one'] }))).rejects.toThrow();
  });

  it('is not taken for one of what is received', async () => {
    const header = sendHeader();
    await (await journals.createSend(header)).close();
    expect(await journals.findReceive(header.transferId)).toBeNull();
    expect(await journals.findSend(newId())).toBeNull();
  });
});
