import { describe, expect, it } from 'vitest';
import { receiveOfferLines, ReceiveOfferReader, type ReceiveHeader } from './receive-offer.ts';
import { decodeLine, type JournalRecord } from './journal-line.ts';
import { ENTRIES, incomingHeader } from './testing/samples.ts';

const header = incomingHeader({
  exceptions: [
    [1, 2],
    [4, 4],
  ],
});

function recordsOf(written: ReceiveHeader): JournalRecord[] {
  return [...receiveOfferLines(written, ENTRIES)].map((line) => {
    const record = decodeLine(Buffer.from(line.trimEnd()));
    if (record === null) throw new Error('a line that cannot be read');
    return record;
  });
}

function read(records: readonly JournalRecord[]): ReceiveOfferReader | null {
  const reader = new ReceiveOfferReader();
  return records.every((record) => reader.add(record)) ? reader : null;
}

describe('the offer of an incoming journal', () => {
  it('comes back with what is excepted from the rule', () => {
    const reader = read(recordsOf(header));
    expect(reader?.header).toEqual(header);
    expect(reader?.isWhole()).toBe(true);
  });

  it('is read as the first versions wrote it', () => {
    const [head, ...rest] = recordsOf({ ...header, exceptions: [] });
    const [tag, version, fields] = head ?? ['incoming'];
    const old: JournalRecord = [tag, version, fields, { skip: header.skip.length, entries: ENTRIES.length }];
    const reader = read([old, ...rest]);
    expect(reader?.header).toEqual({ ...header, exceptions: [] });
    expect(reader?.isWhole()).toBe(true);
  });

  it('takes no exception that no entry is for, and no entry before all exceptions', () => {
    const records = recordsOf(header);
    const first = records.findIndex(([tag]) => tag === 'exception');
    expect(read(records.with(first, ['exception', [1, ENTRIES.length]]))).toBeNull();
    expect(read(records.with(first, ['exception', [2, 1]]))).toBeNull();
    expect(read(records.toSpliced(first, 1))).toBeNull();
  });
});
