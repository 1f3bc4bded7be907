import { mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog, type Log } from '../log.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { openJournals, type Journals } from './journals.ts';
import type { ReceiveJournalState } from './receive-journal.ts';
import { MAX_ENDED_JOURNALS } from './sweep-journals.ts';
import { ENTRIES, receiveHeader, newId } from './testing/samples.ts';

// real disks of busy machines
vi.setConfig({ testTimeout: 60_000 });

let dataDir: string;
let journals: Journals;
let warnings: string[];

beforeEach(async () => {
  dataDir = await makeTempDir();
  warnings = [];
  const log: Log = { ...silentLog, warn: (text) => warnings.push(text), error: (text) => warnings.push(text) };
  journals = openJournals(dataDir, log);
});

const folderOf = (id: string) => path.join(dataDir, 'transfers', id);
const namesIn = async () => (await readdir(path.join(dataDir, 'transfers'))).sort();

describe('loading what earlier runs left', () => {
  const make = async (state: ReceiveJournalState, ageMs: number) => {
    const header = receiveHeader();
    const journal = await journals.createReceive(header, ENTRIES);
    if (state !== 'active') await journal.noteState(state);
    await journal.close();
    const changedAt = new Date(Date.now() - ageMs);
    await utimes(path.join(folderOf(header.transferId), 'notes.jsonl'), changedAt, changedAt);
    return header.transferId;
  };
  const DAY_MS = 24 * 60 * 60 * 1000;

  it('finds nothing where nothing was', async () => {
    expect(await journals.load()).toEqual({ received: [], sent: [] });
    await mkdir(path.join(dataDir, 'transfers'));
    expect(await journals.load()).toEqual({ received: [], sent: [] });
  });

  it('forgets ended transfers after 7 days, and no other', async () => {
    const kept = [
      await make('active', 30 * DAY_MS),
      await make('finished', 6.9 * DAY_MS),
      await make('cancelled', -DAY_MS),
    ];
    const gone = [
      await make('finished', 7.1 * DAY_MS),
      await make('cancelled', 8 * DAY_MS),
      await make('expired', 8 * DAY_MS),
      await make('failed', 8 * DAY_MS),
    ];
    const { received } = await journals.load();
    expect(received.map(({ header }) => header.transferId)).toEqual(kept);
    expect(await namesIn()).toEqual([...kept].sort());
    expect(gone).toHaveLength(4);
  });

  it(`remembers the newest ${MAX_ENDED_JOURNALS} that have ended`, async () => {
    const oldest = [await make('finished', 3 * DAY_MS), await make('cancelled', 2 * DAY_MS)];
    const going = await make('active', 4 * DAY_MS);
    for (let i = 0; i < MAX_ENDED_JOURNALS; i += 1) await make('finished', DAY_MS);
    const { received } = await journals.load();
    const ids = received.map(({ header }) => header.transferId);
    expect(ids).toHaveLength(MAX_ENDED_JOURNALS + 1);
    expect(ids).toContain(going);
    expect(ids).not.toContain(oldest[0]);
    expect(await namesIn()).toHaveLength(MAX_ENDED_JOURNALS + 1);
  });

  it('sets aside what it cannot understand, 20 of them, and leaves what is not its own', async () => {
    await mkdir(path.join(dataDir, 'transfers', 'holiday'), { recursive: true });
    await writeFile(path.join(dataDir, 'transfers', 'a'.repeat(32)), 'a file');
    for (let i = 0; i < 22; i += 1) {
      const folder = folderOf(newId());
      await mkdir(folder);
      await writeFile(path.join(folder, 'offer.jsonl'), 'rubbish\n');
    }
    expect(await journals.load()).toEqual({ received: [], sent: [] });
    const names = await namesIn();
    expect(names.filter((name) => name.endsWith('.broken'))).toHaveLength(20);
    expect(names).toContain('holiday');
    expect(names).toContain('a'.repeat(32));
    expect(names).toHaveLength(22);
    expect(warnings).toHaveLength(22);
  });

  it('sets aside a journal under the name of another transfer', async () => {
    const header = receiveHeader();
    await (await journals.createReceive(header, ENTRIES)).close();
    const other = newId();
    await rename(folderOf(header.transferId), folderOf(other));
    expect((await journals.load()).received).toEqual([]);
    expect(await namesIn()).toEqual([`${other}.broken`]);
  });

  it('removes one that was being made when the app was killed', async () => {
    const header = receiveHeader();
    await (await journals.createReceive(header, ENTRIES)).close();
    const folder = folderOf(header.transferId);
    await rename(path.join(folder, 'offer.jsonl'), path.join(folder, 'offer.jsonl.new'));
    await rename(path.join(folder, 'offer-copy.jsonl'), path.join(folder, 'offer-copy.jsonl.new'));
    expect((await journals.load()).received).toEqual([]);
    expect(await namesIn()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('reads the copy when the first is gone', async () => {
    const header = receiveHeader();
    await (await journals.createReceive(header, ENTRIES)).close();
    await rm(path.join(folderOf(header.transferId), 'offer.jsonl'));
    expect((await (await journals.load()).received[0]!.read()).entries).toEqual(ENTRIES);
  });

  it('goes on with the others when one cannot be read', async () => {
    const header = receiveHeader();
    await (await journals.createReceive(header, ENTRIES)).close();
    const bad = folderOf(newId());
    await mkdir(path.join(bad, 'offer.jsonl'), { recursive: true });
    expect((await journals.load()).received).toHaveLength(1);
    expect(warnings).toHaveLength(1);
    expect(await readdir(bad)).toEqual(['offer.jsonl']);
  });
});
