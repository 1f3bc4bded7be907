import { describe, expect, it } from 'vitest';
import { TRANSFER_STATES } from '../../../shared/model/transfer.ts';
import { makeTransfer } from '../../testing/sample-data.ts';
import { createWording } from '../../text/wording.ts';
import { milestoneOf } from './milestones.ts';
import { fractionOf, statusWords, titleWords } from './transfer-words.ts';
import { troubleOf } from './trouble-words.ts';

const wording = createWording({ platform: 'linux', region: 'en-GB' });
const now = new Date();
now.setHours(14, 2);
const endedAtMs = now.getTime();

describe('statusWords()', () => {
  it('tells bytes, files, speed and time of what moves', () => {
    expect(statusWords(wording, makeTransfer({ secondsLeft: 61 }))).toBe(
      '5.0 GB of 8.4 GB · 778 of 1,300 files · 112 MB/s · about 1 minute left',
    );
  });

  it('tells what was read so far', () => {
    const scanning = makeTransfer({
      state: 'offered',
      isScanning: true,
      filesTotal: 12_345,
      bytesTotal: 3_200_000_000,
    });
    expect(statusWords(wording, scanning)).toBe('Reading folders… 12,345 files, 3.2 GB so far');
  });

  it('tells who has to answer', () => {
    const offered = makeTransfer({ state: 'offered', filesTotal: 2, bytesTotal: 1_000_000, peerName: 'Bob' });
    expect(statusWords(wording, offered)).toBe('Waiting for Bob to accept · 2 files, 1.0 MB');
    expect(statusWords(wording, { ...offered, direction: 'receive' })).toContain('Waiting for your answer');
  });

  it('tells what arrived and when', () => {
    const done = makeTransfer({ state: 'done', endedAtMs, bytesDone: 2_100_000, filesDone: 1, filesTotal: 1 });
    expect(statusWords(wording, done)).toBe('2.1 MB · 14:02');
    expect(statusWords(wording, { ...done, filesDone: 3, filesSkipped: 2 })).toBe(
      '3 files, 2.1 MB · 14:02 · 2 not wanted',
    );
  });

  it.each(TRANSFER_STATES)('has words for %s', (state) => {
    expect(statusWords(wording, makeTransfer({ state })).length).toBeGreaterThan(3);
  });
});

describe('troubleOf()', () => {
  it('says who cancelled', () => {
    const cancelled = makeTransfer({ state: 'cancelled', peerName: 'Bob' });
    expect(troubleOf(wording, { ...cancelled, cancelledBy: 'here' })?.title).toBe('You cancelled this');
    expect(troubleOf(wording, { ...cancelled, cancelledBy: 'there' })?.title).toBe('Bob cancelled this');
  });

  it('says who declined', () => {
    expect(troubleOf(wording, makeTransfer({ state: 'declined', peerName: 'Bob' }))?.title).toBe('Bob declined');
  });

  it('says what is wrong and what to do', () => {
    const failed = makeTransfer({ state: 'failed', peerName: 'Bob', error: { code: 'PEER_UNREACHABLE', at: 'here' } });
    expect(troubleOf(wording, failed)).toMatchObject({ title: 'Cannot reach Bob.', tone: 'bad' });
  });

  it('tells a sender before the answer that there is no room', () => {
    const error = { code: 'STORAGE_FULL', at: 'there', shortBytes: 3_200_000_000 } as const;
    const offered = makeTransfer({ state: 'offered', error });
    expect(troubleOf(wording, offered)?.title).toBe('Not enough space there: 3.2 GB more needed.');
  });

  it('has none for what goes well', () => {
    expect(troubleOf(wording, makeTransfer())).toBeNull();
    expect(troubleOf(wording, makeTransfer({ state: 'done' }))).toBeNull();
  });
});

describe('fractionOf()', () => {
  it('is all for an empty thing that is done', () => {
    expect(fractionOf(makeTransfer({ bytesTotal: 0, bytesDone: 0, state: 'done' }))).toBe(1);
    expect(fractionOf(makeTransfer({ bytesTotal: 0, bytesDone: 0 }))).toBe(0);
  });
});

describe('titleWords()', () => {
  it('counts the others', () => {
    expect(titleWords(wording, makeTransfer({ itemCount: 1 }))).toBe('Photos 2026');
    expect(titleWords(wording, makeTransfer({ itemCount: 4 }))).toBe('Photos 2026 and 3 others');
  });
});

describe('milestoneOf()', () => {
  const at = (bytesDone: number) => makeTransfer({ bytesDone, bytesTotal: 100 });

  it('speaks at the start, each quarter and the end only', () => {
    const offered = makeTransfer({ state: 'offered' });
    expect(milestoneOf(wording, offered, at(0))).toBe('Photos 2026: started, to Workshop PC');
    expect(milestoneOf(wording, at(10), at(24))).toBeNull();
    expect(milestoneOf(wording, at(24), at(26))).toBe('Photos 2026: 25%');
    expect(milestoneOf(wording, at(10), at(80))).toBe('Photos 2026: 75%');
    expect(milestoneOf(wording, at(80), makeTransfer({ state: 'done' }))).toBe('Photos 2026: done');
  });

  it('says why something stopped', () => {
    const failed = makeTransfer({ state: 'failed', error: { code: 'PEER_CLOSED', at: 'here' } });
    expect(milestoneOf(wording, at(10), failed)).toContain('The connection to Workshop PC was lost');
  });

  it('is silent about what it sees for the first time', () => {
    expect(milestoneOf(wording, undefined, makeTransfer({ state: 'done' }))).toBeNull();
  });
});
