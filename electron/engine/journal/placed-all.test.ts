import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlacedFile } from '../storage/receive-notes.ts';
import { encodeLine, MAX_LINE_BYTES } from './journal-line.ts';
import { openJournals } from './journals.ts';
import { silentLog } from '../log.ts';
import { fileEntry, receiveHeader } from './testing/samples.ts';
import { NOTES_FILE } from './journal-directory.ts';

const SHA = 'cd'.repeat(32);

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'lanyard-journal-'));
});

afterEach(() => rm(dataDir, { recursive: true }));

/** Notes `placed` as one; says what a later run reads, and the lines that were written. */
async function noteAll(names: readonly string[], placed: ReadonlyMap<number, PlacedFile>, torn = '') {
  const journals = openJournals(dataDir, silentLog);
  const header = receiveHeader({ skip: [], exceptions: [] });
  const journal = await journals.createReceive(
    header,
    names.map((name) => fileEntry(name, 1)),
  );
  await journal.notePlacedAll(placed);
  await journal.close();
  const [loaded] = (await journals.load()).received;
  const file = path.join(dataDir, 'transfers', header.transferId, NOTES_FILE);
  if (torn !== '') await appendFile(file, torn);
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.includes('placed-all'));
  return { noted: (await loaded!.read()).noted, lines };
}

describe('a note of many files in place', () => {
  it('is one line, and says the same as a note of each', async () => {
    const placed = new Map<number, PlacedFile>([
      [0, { savedAs: 'a', sha256: SHA }],
      [1, { savedAs: 'b (1)', sha256: SHA, how: 'replaced' }],
    ]);
    const { noted, lines } = await noteAll(['a', 'b', 'c'], placed);
    expect(lines).toHaveLength(1);
    expect(noted.placed).toEqual(placed);
    expect(noted.hasLostNotes).toBe(false);
  });

  it('takes more lines where names are long, none longer than a line may be', async () => {
    const names = Array.from({ length: 400 }, (_, n) => `${n}-${'好"'.repeat(80)}`);
    const placed = new Map(names.map((name, index) => [index, { savedAs: name, sha256: SHA }]));
    const { noted, lines } = await noteAll(names, placed);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(Buffer.byteLength(line) + 1).toBeLessThanOrEqual(MAX_LINE_BYTES);
    expect(noted.placed.size).toBe(400);
  });

  it('that names what is no file of the list is not believed', async () => {
    const { noted } = await noteAll(
      ['a'],
      new Map(),
      encodeLine([
        'placed-all',
        [
          [0, 'a', SHA],
          [7, 'b', SHA],
        ],
      ]),
    );
    expect(noted.placed.size).toBe(0);
    expect(noted.hasLostNotes).toBe(true);
  });
});
