import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Transfer } from '../../../shared/model/transfer.ts';
import { makeTransfer } from '../../testing/sample-data.ts';
import { QUIET_MS, startLinkNews, type LinkNews } from './link-news.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('startLinkNews()', () => {
  let said: string[] = [];
  let news: LinkNews;
  let last: Transfer | undefined;
  const active = makeTransfer({ state: 'active', acceptedAtMs: 1 });
  const pass = (...states: Transfer['state'][]): void => {
    for (const state of states) {
      const now = { ...active, state };
      news.note(last, now);
      last = now;
    }
  };

  beforeEach(() => {
    said = [];
    last = active;
    news = startLinkNews((what) => said.push(what));
  });

  it('tells the break and the going on, each once', () => {
    pass('active', 'waiting', 'waiting', 'active', 'active');
    expect(said).toEqual(['waiting', 'goesOn']);
    vi.advanceTimersByTime(QUIET_MS);
    expect(said).toEqual(['waiting', 'goesOn']);
    pass('waiting');
    expect(said).toEqual(['waiting', 'goesOn', 'waiting']);
  });

  it('is quiet about one that comes and goes, then tells how it stands', () => {
    pass('waiting', 'active', 'waiting', 'active', 'waiting', 'active', 'waiting');
    expect(said).toEqual(['waiting', 'goesOn']);
    vi.advanceTimersByTime(QUIET_MS);
    expect(said).toEqual(['waiting', 'goesOn', 'waiting']);
    pass('verifying');
    expect(said.at(-1)).toBe('goesOn');
  });

  it('says nothing after an end or a pause', () => {
    pass('waiting', 'active', 'waiting', 'cancelled');
    vi.advanceTimersByTime(QUIET_MS);
    expect(said).toEqual(['waiting', 'goesOn']);
  });

  it('tells that a paused one goes on, or waits', () => {
    pass('paused', 'active');
    expect(said).toEqual(['goesOn']);
    news.stop();
    pass('paused', 'waiting');
    expect(said).toEqual(['goesOn', 'waiting']);
  });

  it('keeps to itself what it sees waiting for the first time, but not that it goes on', () => {
    last = undefined;
    pass('waiting');
    expect(said).toEqual([]);
    pass('active');
    expect(said).toEqual(['goesOn']);
  });

  it('leaves out what was not accepted yet', () => {
    news.note(makeTransfer({ state: 'offered' }), makeTransfer({ state: 'waiting' }));
    expect(said).toEqual([]);
  });

  it('says nothing after it was stopped', () => {
    pass('waiting', 'active', 'waiting');
    news.stop();
    vi.advanceTimersByTime(QUIET_MS);
    expect(said).toEqual(['waiting', 'goesOn']);
  });
});
