import { open, readFile, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CAN_MOUNT, mountTmpfs, type MountedDisk } from '../storage/testing/mounted-disk.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { decodeLine, type JournalRecord } from './journal-line.ts';
import { NoteWriter, continueNotes, createNotes } from './note-writer.ts';
import { MAX_FILE_BYTES, readLines } from './read-lines.ts';
import { lines } from './testing/samples.ts';

// real disks of busy machines
vi.setConfig({ testTimeout: 60_000 });

async function readRecords(file: string): Promise<{ records: JournalRecord[]; lostLines: number }> {
  const records: JournalRecord[] = [];
  const { lostLines } = await readLines(file, (line) => {
    const record = decodeLine(line);
    if (record !== null) records.push(record);
    return record === null ? 'lost' : 'used';
  });
  return { records, lostLines };
}

const numbersIn = async (file: string) => (await readRecords(file)).records.map(([, number]) => number);

describe('writing notes', () => {
  it('keeps the order of all calls, waited for or not', async () => {
    const file = path.join(await makeTempDir(), 'notes');
    const notes = await createNotes(file);
    const waiting: Promise<void>[] = [];
    for (let i = 0; i < 1_000; i += 1) {
      if (i % 3 === 0) notes.writeSoon(['n', i]);
      else waiting.push(i % 7 === 0 ? notes.write(['n', i], true) : notes.write(['n', i]));
      if (i % 50 === 0) await waiting.at(-1);
    }
    await Promise.all(waiting);
    notes.writeSoon(['n', 1_000]);
    await notes.close();
    expect(await numbersIn(file)).toEqual(Array.from({ length: 1_001 }, (_, i) => i));
  });

  it('shares one write among the notes of one moment', async () => {
    const handle = await open(path.join(await makeTempDir(), 'notes'), 'ax');
    let writes = 0;
    const append = handle.appendFile.bind(handle);
    handle.appendFile = (...args) => {
      writes += 1;
      return append(...args);
    };
    const notes = new NoteWriter(handle, 0);
    await Promise.all(Array.from({ length: 10_000 }, (_, i) => notes.write(['n', i])));
    await notes.close();
    expect(writes).toBeLessThan(5);
  });

  it('tells when notes that nobody waits for are written, also while they are', async () => {
    const file = path.join(await makeTempDir(), 'notes');
    const notes = await createNotes(file);
    await notes.settled();
    notes.writeSoon(['n', 1]);
    await notes.settled();
    expect(await numbersIn(file)).toEqual([1]);
    const writing = notes.write(['n', 2]);
    // it has left the queue by then
    await Promise.resolve();
    await Promise.resolve();
    await notes.settled();
    expect(await numbersIn(file)).toEqual([1, 2]);
    await writing;
    await notes.close();
  });

  it('writes a note that nobody waits for by itself', async () => {
    const file = path.join(await makeTempDir(), 'notes');
    const notes = await createNotes(file);
    notes.writeSoon(['n', 1]);
    await expect.poll(() => numbersIn(file)).toEqual([1]);
    await notes.close();
  });

  it('has the note in the file when it resolves', async () => {
    const file = path.join(await makeTempDir(), 'notes');
    const notes = await createNotes(file);
    for (let i = 0; i < 50; i += 1) {
      await notes.write(['n', i]);
      expect(await numbersIn(file)).toHaveLength(i + 1);
    }
    await notes.close();
  });

  it('refuses notes after it was closed, and closes twice', async () => {
    const notes = await createNotes(path.join(await makeTempDir(), 'notes'));
    await Promise.all([notes.close(), notes.close()]);
    await notes.close();
    notes.writeSoon(['n', 1]);
    await expect(notes.write(['n', 1])).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });

  it('refuses a note that is too long, and takes the next', async () => {
    const file = path.join(await makeTempDir(), 'notes');
    const notes = await createNotes(file);
    await expect(notes.write(['n', 'x'.repeat(70_000)])).rejects.toMatchObject({ code: 'STORAGE_NAME_TOO_LONG' });
    await notes.write(['n', 2]);
    await notes.close();
    expect(await numbersIn(file)).toEqual([2]);
  });

  it('says that the file cannot be written, and refuses all that follows for the same reason', async () => {
    const file = path.join(await makeTempDir(), 'notes');
    await (await createNotes(file)).close();
    const notes = new NoteWriter(await open(file, 'r'), 0);
    const reasonOf = (writing: Promise<void>): Promise<unknown> => writing.catch((error: unknown) => error);
    const reasons = await Promise.all([reasonOf(notes.write(['n', 1])), reasonOf(notes.write(['n', 2], true))]);
    expect(reasons[0]).toMatchObject({ name: 'StorageError', code: 'STORAGE_OWN_FAILED' });
    expect(reasons[1]).toBe(reasons[0]);
    await expect(notes.write(['n', 3])).rejects.toBe(reasons[0]);
    notes.writeSoon(['n', 4]);
    await notes.close();
  });

  it('stops at 256 MiB', async () => {
    const file = path.join(await makeTempDir(), 'notes');
    await (await createNotes(file)).close();
    await truncate(file, MAX_FILE_BYTES - 40);
    const notes = new NoteWriter(await open(file, 'a'), MAX_FILE_BYTES - 40);
    await notes.write(['n', 1]);
    await expect(notes.write(['n', 'xxxxxxxxxxxxxxxxxx'])).rejects.toMatchObject({ code: 'STORAGE_FILE_TOO_LARGE' });
    await notes.close();
  });
});

describe.skipIf(!CAN_MOUNT)('on a full disk (needs root, to mount one)', () => {
  let disk: MountedDisk | null = null;
  afterEach(async () => {
    await disk?.unmount();
    disk = null;
  });

  it('fails with STORAGE_OWN_FULL, keeps what it promised, and goes on when there is room', async () => {
    const directory = path.join(await makeTempDir(), 'disk');
    disk = await mountTmpfs(directory, 'size=64k');
    const file = path.join(directory, 'notes');
    const notes = await createNotes(file);
    let promised = 0;
    const fill = async () => {
      for (; promised < 10_000; promised += 1) await notes.write(['n', promised, 'x'.repeat(97)]);
    };
    await expect(fill()).rejects.toMatchObject({ name: 'StorageError', code: 'STORAGE_OWN_FULL' });
    await expect(notes.write(['n', -1])).rejects.toMatchObject({ code: 'STORAGE_OWN_FULL' });
    notes.writeSoon(['n', -1]);
    await notes.close();
    expect(promised).toBeGreaterThan(100);
    await disk.remount('size=128k');
    const again = await continueNotes(file);
    await again.write(['n', promised]);
    await again.close();
    const { records, lostLines } = await readRecords(file);
    expect(records.map(([, number]) => number)).toEqual(Array.from({ length: promised + 1 }, (_, i) => i));
    expect(lostLines).toBe(0);
  });
});

describe('going on with notes', () => {
  const OLD = lines(['n', 1], ['n', 2], ['n', 3]);

  it('takes off a torn end, wherever it was torn', async () => {
    const file = path.join(await makeTempDir(), 'notes');
    const bytes = Buffer.from(OLD);
    for (let length = 0; length <= bytes.length; length += 1) {
      const handle = await open(file, 'w');
      await handle.writeFile(bytes.subarray(0, length));
      await handle.close();
      const before = await readRecords(file);
      expect(before.lostLines).toBe(0);
      const notes = await continueNotes(file);
      await notes.write(['n', 99]);
      await notes.close();
      const after = await readRecords(file);
      expect(after).toEqual({ records: [...before.records, ['n', 99]], lostLines: 0 });
      // a whole line counts even when only its newline is missing
      expect(before.records.length).toBe(
        OLD.split('\n').filter((_, i, all) => i < 3 && length >= all.slice(0, i + 1).join('\n').length).length,
      );
    }
  });

  it('loses nothing more when the end is longer than any line', async () => {
    const file = path.join(await makeTempDir(), 'notes');
    const handle = await open(file, 'w');
    await handle.writeFile(OLD + '\0'.repeat(100_000));
    await handle.close();
    const notes = await continueNotes(file);
    await notes.write(['n', 4]);
    await notes.close();
    expect(await readRecords(file)).toEqual({
      records: [
        ['n', 1],
        ['n', 2],
        ['n', 3],
        ['n', 4],
      ],
      lostLines: 1,
    });
  });

  it('begins a file that is gone, private', async () => {
    const file = path.join(await makeTempDir(), 'notes');
    const notes = await continueNotes(file);
    await notes.write(['n', 1]);
    await notes.close();
    expect((await stat(file)).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
    expect(await readFile(file, 'utf8')).toBe(lines(['n', 1]));
  });
});

describe('reading lines', () => {
  it('reads no further than 256 MiB, and says so', async () => {
    const file = path.join(await makeTempDir(), 'notes');
    const handle = await open(file, 'w');
    await handle.writeFile(lines(['n', 1]));
    await handle.truncate(MAX_FILE_BYTES + 1);
    await handle.close();
    const { records, lostLines } = await readRecords(file);
    expect(records).toEqual([['n', 1]]);
    expect(lostLines).toBeGreaterThan(0);
  });

  it('passes over a line of 1 MiB', async () => {
    const file = path.join(await makeTempDir(), 'notes');
    const handle = await open(file, 'w');
    await handle.writeFile(`${lines(['n', 1])}${'x'.repeat(1024 * 1024)}\n${lines(['n', 2])}`);
    await handle.close();
    expect(await readRecords(file)).toEqual({
      records: [
        ['n', 1],
        ['n', 2],
      ],
      lostLines: 1,
    });
  });
});
