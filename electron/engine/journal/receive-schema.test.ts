import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../log.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { decodeLine, type JournalRecord } from './journal-line.ts';
import { openJournals } from './journals.ts';
import type { LoadedReceive } from './receive-journal.ts';
import { RECEIVE_SCHEMA } from './receive-schema.ts';
import { ENTRIES, lines, receiveHeader } from './testing/samples.ts';

const header = receiveHeader({
  exceptions: [
    [1, 2],
    [4, 4],
  ],
});

function recordsOf(written: typeof header): JournalRecord[] {
  return [...RECEIVE_SCHEMA.offerLines(written, ENTRIES)].map((line) => {
    const record = decodeLine(Buffer.from(line.trimEnd()));
    if (record === null) throw new Error('a line that cannot be read');
    return record;
  });
}

async function read(records: readonly JournalRecord[]): Promise<LoadedReceive | null> {
  const dataDir = await makeTempDir();
  const directory = path.join(dataDir, 'transfers', header.transferId);
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, 'offer.jsonl'), lines(...records));
  return openJournals(dataDir, silentLog).findReceive(header.transferId);
}

describe('the offer of what is received', () => {
  it('comes back with what is excepted from the rule', async () => {
    const loaded = await read(recordsOf(header));
    expect(loaded?.header).toEqual(header);
    expect((await loaded?.read())?.entries).toEqual(ENTRIES);
  });

  it('is read as the first versions wrote it', async () => {
    const [head, ...rest] = recordsOf({ ...header, exceptions: [] });
    const [tag, version, fields] = head ?? ['incoming'];
    const old: JournalRecord = [tag, version, fields, { skip: header.skip.length, entries: ENTRIES.length }];
    const loaded = await read([old, ...rest]);
    expect(loaded?.header).toEqual({ ...header, exceptions: [] });
    expect((await loaded?.read())?.entries).toEqual(ENTRIES);
  });

  it('takes no exception that no entry is for, and no entry before all exceptions', async () => {
    const records = recordsOf(header);
    const first = records.findIndex(([tag]) => tag === 'exception');
    expect(await read(records.with(first, ['exception', [1, ENTRIES.length]]))).toBeNull();
    expect(await read(records.with(first, ['exception', [2, 1]]))).toBeNull();
    expect(await read(records.toSpliced(first, 1))).toBeNull();
    expect(await read(records.with(first, ['exception', [1, 2]]))).not.toBeNull();
  });

  it('takes no entry at the place of another one, and no line that is missing', async () => {
    const records = recordsOf(header);
    const last = records.length - 1;
    const swapped = records.with(last, records[last - 1]!).with(last - 1, records[last]!);
    for (const bad of [swapped, records.toSpliced(last, 1), records.toSpliced(last - 1, 1)]) {
      await expect((await read(bad))?.read()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    }
  });
});
