import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { TransferId } from '../../../shared/model/ids.ts';
import { silentLog } from '../log.ts';
import { ROOT, STAGING } from '../storage/directories.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import type { JournalRecord } from './journal-line.ts';
import { openJournals, type Journals } from './journals.ts';
import { directoryRecord, ENTRIES, receiveHeader, lines, sendHeader, SHA, STAGING_NAME } from './testing/samples.ts';

// real disks of busy machines
vi.setConfig({ testTimeout: 60_000 });

interface Sample {
  readonly journals: Journals;
  readonly transferId: TransferId;
  readonly fileOf: (name: string) => string;
}

/** A small journal with one note of each kind. */
async function makeSample(): Promise<Sample> {
  const dataDir = await makeTempDir();
  const journals = openJournals(dataDir, silentLog);
  const header = receiveHeader();
  const journal = await journals.createReceive(header, ENTRIES);
  await journal.noteDirectory(STAGING, directoryRecord(`/${STAGING_NAME}`));
  journal.noteBlock(1, 0, 5);
  journal.noteBlock(2, 0, 6);
  await journal.notePlacing(2, 'two', SHA);
  await journal.notePlaced(4, { savedAs: '太阳', sha256: SHA });
  journal.noteFailed(6, 'STORAGE_FULL');
  await journal.close();
  return {
    journals,
    transferId: header.transferId,
    fileOf: (name) => path.join(dataDir, 'transfers', header.transferId, name),
  };
}

async function readSample({ journals, transferId }: Sample) {
  const loaded = await journals.findReceive(transferId);
  const { noted, failed } = await loaded!.read();
  const { directories, blocks, placing, placed, hasLostNotes } = noted;
  const notes = directories.size + blocks.size + placing.size + placed.size + failed.size;
  return { notes, hasLostNotes };
}

const ALL_NOTES = 6;

describe('a journal that was cut off at any byte', () => {
  it('gives all notes before, and no false alarm', async () => {
    const sample = await makeSample();
    const file = sample.fileOf('notes.jsonl');
    const bytes = await readFile(file);
    const firstLine = bytes.indexOf(0x0a);
    let most = 0;
    for (let length = 0; length <= bytes.length; length += 1) {
      await writeFile(file, bytes.subarray(0, length));
      const { notes, hasLostNotes } = await readSample(sample);
      expect(notes).toBeGreaterThanOrEqual(most);
      most = notes;
      // without its first note nobody knows whether it is the file that was begun
      expect(hasLostNotes).toBe(length < firstLine);
    }
    expect(most).toBe(ALL_NOTES);
  });

  it('has a list from the other copy, wherever the first is cut', async () => {
    const sample = await makeSample();
    const file = sample.fileOf('offer.jsonl');
    for (let length = (await readFile(file)).length; length >= 0; length -= 7) {
      await truncate(file, length);
      const loaded = await sample.journals.findReceive(sample.transferId);
      expect((await loaded!.read()).entries).toEqual(ENTRIES);
    }
  });
});

describe('a journal with any byte changed', () => {
  it.each([0x01, 0x80, 0x4a])('loses one note or two, and says so (xor %i)', async (flip) => {
    const sample = await makeSample();
    const file = sample.fileOf('notes.jsonl');
    const bytes = await readFile(file);
    // the end of the last line: indistinguishable from a torn one
    for (let at = 0; at < bytes.length - 1; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= flip;
      await writeFile(file, changed);
      const { notes, hasLostNotes } = await readSample(sample);
      expect(notes).toBeGreaterThanOrEqual(ALL_NOTES - 2);
      expect(hasLostNotes).toBe(true);
    }
  });

  it('has a list from the copy that is as it was', async () => {
    const sample = await makeSample();
    for (const name of ['offer.jsonl', 'offer-copy.jsonl']) {
      const bytes = await readFile(sample.fileOf(name));
      for (let at = 0; at < bytes.length; at += 3) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= 0x02;
        await writeFile(sample.fileOf(name), changed);
        const loaded = await sample.journals.findReceive(sample.transferId);
        expect((await loaded!.read()).entries).toEqual(ENTRIES);
      }
      await writeFile(sample.fileOf(name), bytes);
    }
  });

  it('says that it cannot be read when both lists have a hole', async () => {
    const sample = await makeSample();
    for (const name of ['offer.jsonl', 'offer-copy.jsonl']) {
      const bytes = await readFile(sample.fileOf(name));
      bytes[bytes.length - 20]! ^= 1;
      await writeFile(sample.fileOf(name), bytes);
    }
    const loaded = await sample.journals.findReceive(sample.transferId);
    await expect(loaded!.read()).rejects.toMatchObject({ name: 'StorageError', code: 'STORAGE_FAILED' });
  });
});

describe('notes that are whole but cannot be true', () => {
  const DIRECTORY: JournalRecord = ['directory', 0, ROOT, 'x', '/x', '1', '2', false];
  const place = (...fields: readonly unknown[]): JournalRecord => ['directory', ...fields, '1', '2', false];

  const changed = (at: number, value: unknown): JournalRecord => ['directory', ...DIRECTORY.with(at, value).slice(1)];

  const UNTRUE: readonly JournalRecord[] = [
    ['unknown', 1],
    ['__proto__', 1],
    ['constructor', 1],
    ['block'],
    ['block', 1, 0, 1, 1],
    ['block', '1', 0, 1],
    ['block', 1, 0, 2 ** 32],
    ['block', 1, 0, -1],
    ['block', 1, 5, 1],
    ['block', 1, 1e300, 1],
    ['block', 1, 0.5, 1],
    ['block', -1, 0, 1],
    ['block', 7, 0, 1],
    ['block', 0, 0, 1],
    ['block', 5, 0, 1],
    ['block', 1e9, 0, 1],
    ['dropped', 0],
    ['dropped', null],
    ['placing', 1, 'a/b', SHA],
    ['placing', 1, '..', SHA],
    ['placing', 1, '', SHA],
    ['placing', 1, 'a\0', SHA],
    ['placing', 1, 'a', 'AB'.repeat(32)],
    ['placing', 0, 'a', SHA],
    ['placed', 1, '../a', SHA],
    ['placed', 1, 'a/../../b', SHA],
    ['placed', 1, '/etc/passwd', SHA],
    ['placed', 1, 'a//b', SHA],
    ['placed', 1, 'a\\..\\b', SHA],
    ['placed', 1, 'C:b', SHA],
    ['placed', 1, 'a\0b', SHA],
    ['placed', 1, '.', SHA],
    ['placed', 1, '', SHA],
    ['placed', 1, 'a'.repeat(20_000), SHA],
    ['placed', 1, Array(65).fill('d').join('/'), SHA],
    ['placed', 1, { toString: 1 }, SHA],
    ['placed', 1, 'a', 'short'],
    ['placed', 0, 'a', SHA],
    ['placed', 99, 'a', SHA],
    ['failed', 1, 'NO_SUCH_CODE'],
    ['failed', 1, '__proto__'],
    ['failed', 99, 'STORAGE_FULL'],
    ['state', 'dancing', null],
    ['state', 'active', 'toString'],
    place(1, ROOT, 'x', '/x'),
    place(ROOT, ROOT, 'x', '/x'),
    place(-3, ROOT, 'x', '/x'),
    place(0, 0, 'x', '/x'),
    place(0, 3, 'x', '/x'),
    place(3, STAGING, 'x', '/x'),
    place(0, ROOT, 'x', '/y'),
    place(0, ROOT, 'x', 'x'),
    place(0, ROOT, 'x', '/../x'),
    place(0, ROOT, '..', '/..'),
    place(0, ROOT, '', '/'),
    place(STAGING, ROOT, 'x', '/x'),
    place(STAGING, ROOT, STAGING_NAME, `/x/${STAGING_NAME}`),
    place(STAGING, 0, STAGING_NAME, `/${STAGING_NAME}`),
    changed(5, '-1'),
    changed(5, '9'.repeat(21)),
    changed(6, 2),
    changed(7, 1),
  ];

  it.each(UNTRUE.map((record) => [JSON.stringify(record).slice(0, 100), record] as const))(
    'leaves out %s',
    async (_, record) => {
      const sample = await makeSample();
      const file = sample.fileOf('notes.jsonl');
      await appendFile(file, lines(record, ['placed', 1, 'after', SHA]));
      const loaded = await sample.journals.findReceive(sample.transferId);
      const { noted } = await loaded!.read();
      expect(noted.hasLostNotes).toBe(true);
      expect(loaded!.state).toBe('active');
      expect(noted.placed).toEqual(
        new Map([
          [4, { savedAs: '太阳', sha256: SHA }],
          [1, { savedAs: 'after', sha256: SHA }],
        ]),
      );
      expect(noted.directories.size).toBe(1);
    },
  );

  it('takes the same kinds of note when they can be true', async () => {
    const sample = await makeSample();
    const file = sample.fileOf('notes.jsonl');
    await appendFile(file, lines(DIRECTORY, ['block', 1, 4, 0], ['state', 'paused', 'STORAGE_FULL']));
    expect(await readSample(sample)).toEqual({ notes: ALL_NOTES + 1, hasLostNotes: false });
  });

  it('does so in journals of what is sent, too', async () => {
    const journals = openJournals(await makeTempDir(), silentLog);
    const header = sendHeader();
    const journal = await journals.createSend(header);
    await journal.noteManifest({ entries: [ENTRIES[4]!], sourcePaths: [path.resolve('/a')], leftOut: [] });
    journal.noteSettled(1, 0);
    await journal.noteAccepted(5, [[0, 1]]);
    await journal.noteState('paused');
    await journal.close();
    const loaded = await journals.findSend(header.transferId);
    expect(loaded!.state).toBe('paused');
    expect(await loaded!.read()).toMatchObject({ skip: [], settled: new Map(), hasLostNotes: true });
  });
});

describe('an offer that cannot be true', () => {
  const entry = (index: number, entryPath: string): JournalRecord => ['entry', index, entryPath, 'file', 1, 0, false];
  const change = (sample: Sample, edit: (text: string) => string) =>
    Promise.all(
      ['offer.jsonl', 'offer-copy.jsonl'].map(async (name) => {
        await writeFile(sample.fileOf(name), edit(await readFile(sample.fileOf(name), 'utf8')));
      }),
    );

  it.each([
    ['escapes', '../x'],
    ['is absolute', '/etc/x'],
    ['has a NUL', 'a\0b'],
    ['is out of its folder', '照片 2026/late'],
    ['comes twice', '__proto__'],
  ])('is refused when an entry %s', async (_, entryPath) => {
    const sample = await makeSample();
    await change(sample, (text) => text.split('\n').slice(0, -2).join('\n') + '\n' + lines(entry(6, entryPath)));
    const loaded = await sample.journals.findReceive(sample.transferId);
    await expect(loaded!.read()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });

  it('is refused when it claims more than there may be', async () => {
    const sample = await makeSample();
    const { skip: _, ...header } = receiveHeader({ transferId: sample.transferId });
    const heads: readonly JournalRecord[] = [
      ['incoming', 1, header, { skip: 0, entries: 200_001 }],
      ['incoming', 1, header, { skip: 1e15, entries: 1 }],
      ['incoming', 1, header, { skip: 0, entries: 0 }],
      ['incoming', 2, header, { skip: 0, entries: 1 }],
      ['incoming', 1, { ...header, directory: 'relative' }, { skip: 0, entries: 1 }],
      ['incoming', 1, { ...header, transferId: '../../etc' }, { skip: 0, entries: 1 }],
      ['incoming', 1, { ...header, existing: 'ask' }, { skip: 0, entries: 1 }],
      ['incoming', 1, { ...header, totalBytes: -1 }, { skip: 0, entries: 1 }],
      ['incoming', 1, { ...header, startedAtMs: 1e16 }, { skip: 0, entries: 1 }],
    ];
    for (const head of heads) {
      await change(sample, () => lines(head, entry(0, 'x')));
      expect(await sample.journals.findReceive(sample.transferId)).toBeNull();
    }
    await change(sample, () => lines(['incoming', 1, header, { skip: 0, entries: 1 }], entry(0, 'x')));
    expect(await sample.journals.findReceive(sample.transferId)).not.toBeNull();
  });
});
