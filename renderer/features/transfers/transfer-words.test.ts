import { describe, expect, it } from 'vitest';
import { TRANSFER_STATES } from '../../../shared/model/transfer.ts';
import { makeTransfer } from '../../testing/sample-data.ts';
import { createWording } from '../../text/wording.ts';
import { milestoneOf } from './milestones.ts';
import { fractionOf, statusWords, titleWords } from './transfer-words.ts';
import { reasonOf, troubleOf } from './trouble-words.ts';

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

  it('tells whom it waits for, and what is safe', () => {
    const waiting = makeTransfer({ state: 'waiting', acceptedAtMs: 1, peerName: 'Bob' });
    expect(statusWords(wording, waiting)).toBe('Waiting for Bob · 5.0 GB of 8.4 GB · goes on by itself');
    expect(statusWords(wording, { ...waiting, direction: 'receive', acceptedAtMs: null })).toContain('Waiting for Bob');
  });

  it('tells how many go before it', () => {
    const inLine = makeTransfer({ linePosition: 2, bytesDone: 0, rateBytesPerSec: 0, secondsLeft: null });
    expect(statusWords(wording, inLine)).toBe('Waits for its turn · 2 before it · 0 bytes of 8.4 GB');
    const queued = makeTransfer({ state: 'waiting', peerName: 'Bob', filesTotal: 0, bytesTotal: 0, linePosition: 1 });
    expect(statusWords(wording, queued)).toBe('Goes to Bob when it is near again · 1 before it');
    expect(statusWords(wording, { ...queued, acceptedAtMs: 1 })).toMatch(/goes on by itself · 1 before it$/);
  });

  it('tells that something will be sent later', () => {
    const queued = makeTransfer({ state: 'waiting', peerName: 'Bob', filesTotal: 0, bytesTotal: 0 });
    expect(statusWords(wording, queued)).toBe('Goes to Bob when it is near again');
    const known = { ...queued, filesTotal: 2, bytesTotal: 1_000_000 };
    expect(statusWords(wording, known)).toBe('Goes to Bob when it is near again · 2 files, 1.0 MB');
    expect(statusWords(wording, { ...known, isScanning: true })).toBe(
      'Goes to Bob when it is near again · Reading folders… 2 files, 1.0 MB so far',
    );
  });

  it('shows nothing unknown as zero', () => {
    const unknown = {
      bytesDone: 0,
      bytesTotal: 0,
      filesTotal: 0,
      peerName: 'Bob',
      rateBytesPerSec: 0,
      secondsLeft: null,
    };
    const waiting = makeTransfer({ ...unknown, state: 'waiting', acceptedAtMs: 1 });
    expect(statusWords(wording, waiting)).toBe('Waiting for Bob · goes on by itself');
    expect(statusWords(wording, { ...waiting, state: 'paused', pausedBy: 'here' })).toBe('Paused here');
    expect(statusWords(wording, { ...waiting, acceptedAtMs: null, filesTotal: 12 })).toBe(
      'Goes to Bob when it is near again · 12 files',
    );
    expect(statusWords(wording, { ...waiting, state: 'active', linePosition: 1 })).toBe(
      'Waits for its turn · 1 before it',
    );
  });

  it('tells that nothing has come yet of what was accepted', () => {
    const accepted = {
      bytesDone: 0,
      filesDone: 0,
      rateBytesPerSec: 0,
      secondsLeft: null,
      direction: 'receive',
    } as const;
    expect(statusWords(wording, makeTransfer(accepted))).toBe('Accepted, nothing has come yet · 0 bytes of 8.4 GB');
  });

  it('does not say that all is there of what misses a file', () => {
    const partial = makeTransfer({
      state: 'partial',
      endedAtMs,
      bytesDone: 10_000,
      bytesTotal: 10_000,
      filesFailed: 1,
    });
    expect(statusWords(wording, partial)).toBe('10 kB · 14:02');
  });

  it('tells where it was paused', () => {
    const paused = makeTransfer({ state: 'paused', peerName: 'Bob', pausedBy: 'here' });
    expect(statusWords(wording, paused)).toBe('Paused here · 5.0 GB of 8.4 GB');
    expect(statusWords(wording, { ...paused, pausedBy: 'there' })).toBe('Paused on Bob · 5.0 GB of 8.4 GB');
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

  it.each([
    [{ at: 'here', shortBytes: 3_200_000_000 }, 'Free 3.2 GB, then continue.'],
    [{ at: 'here' }, 'Make room on this computer, then continue.'],
    [{ at: 'there', shortBytes: 3_200_000_000 }, 'Bob has no room (3.2 GB more needed): it goes on when there is.'],
    [{ at: 'there' }, 'Bob has no room: it goes on when there is.'],
  ] as const)('says what a full disk needs: %j', (full, title) => {
    const error = { code: 'STORAGE_FULL', ...full } as const;
    const paused = makeTransfer({ state: 'paused', peerName: 'Bob', pausedBy: full.at, error });
    expect(troubleOf(wording, paused)).toEqual({ title, hint: '', tone: 'warn' });
  });

  it('says what is wrong with a disk that is gone', () => {
    const paused = makeTransfer({ state: 'paused', error: { code: 'STORAGE_MISSING', at: 'here' } });
    expect(troubleOf(wording, paused)).toMatchObject({ title: 'The folder is gone.', tone: 'warn' });
  });

  it('has none for what waits or was paused by a person', () => {
    const error = { code: 'PEER_CLOSED', at: 'here' } as const;
    expect(troubleOf(wording, makeTransfer({ state: 'waiting', error }))).toBeNull();
    expect(troubleOf(wording, makeTransfer({ state: 'paused', pausedBy: 'here' }))).toBeNull();
    const there = { code: 'PEER_PAUSED', at: 'there' } as const;
    expect(troubleOf(wording, makeTransfer({ state: 'paused', pausedBy: 'there', error: there }))).toBeNull();
  });

  it('has none for what goes well', () => {
    expect(troubleOf(wording, makeTransfer())).toBeNull();
    expect(troubleOf(wording, makeTransfer({ state: 'done' }))).toBeNull();
  });
});

describe('reasonOf()', () => {
  it('says why something waits, and nothing of anything else', () => {
    const error = { code: 'PEER_SHUTTING_DOWN', at: 'there' } as const;
    const waiting = makeTransfer({ state: 'waiting', peerName: 'Bob', error });
    expect(reasonOf(wording, waiting)).toBe('Lanyard was closed on Bob.');
    expect(reasonOf(wording, { ...waiting, error: null })).toBeNull();
    expect(reasonOf(wording, { ...waiting, state: 'failed' })).toBeNull();
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

  it('says who or what paused it, once', () => {
    const paused = makeTransfer({ state: 'paused', pausedBy: 'here' });
    expect(milestoneOf(wording, at(10), paused)).toBe('Photos 2026: paused');
    expect(milestoneOf(wording, at(10), { ...paused, pausedBy: 'there' })).toBe('Photos 2026: paused on Workshop PC');
    const error = { code: 'STORAGE_FULL', at: 'here', shortBytes: 5_000_000 } as const;
    expect(milestoneOf(wording, at(10), { ...paused, error })).toBe('Photos 2026: paused. Free 5.0 MB, then continue.');
    expect(milestoneOf(wording, paused, paused)).toBeNull();
  });

  it('says that what waited to be sent has started', () => {
    const queued = makeTransfer({ state: 'waiting' });
    expect(milestoneOf(wording, queued, at(0))).toBe('Photos 2026: started, to Workshop PC');
    expect(milestoneOf(wording, { ...queued, acceptedAtMs: 1 }, at(0))).toBeNull();
  });

  it('says why something stopped', () => {
    const failed = makeTransfer({ state: 'failed', error: { code: 'PEER_CLOSED', at: 'here' } });
    expect(milestoneOf(wording, at(10), failed)).toContain('The connection to Workshop PC was lost');
  });

  it('is silent about what it sees for the first time', () => {
    expect(milestoneOf(wording, undefined, makeTransfer({ state: 'done' }))).toBeNull();
  });
});
