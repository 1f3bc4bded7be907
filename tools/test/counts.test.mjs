import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, formatCounts, judge, sum } from './counts.mjs';

const ENDED_WELL = { code: 0, isTimedOut: false };

describe('countVitest()', () => {
  const report = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults: [] };

  it('counts what waits to be written as skipped', () => {
    expect(countVitest(report)).toMatchObject({ passed: 5, failed: 1, skipped: 3 });
  });

  it('counts a file that could not be loaded as one failure', () => {
    const testResults = [
      { name: 'a.test.ts', status: 'failed', assertionResults: [] },
      { name: 'b.test.ts', status: 'failed', assertionResults: [{ status: 'failed', fullName: 'b does' }] },
      { name: 'c.test.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'c does' }] },
    ];
    const { failed, failures } = countVitest({ ...report, testResults });
    expect(failed).toBe(2);
    expect(failures).toEqual(['a.test.ts', 'b does']);
  });
});

describe('countPlaywright()', () => {
  it('counts flaky tests and errors outside tests as failures', () => {
    const stats = { expected: 7, unexpected: 1, flaky: 1, skipped: 2 };
    expect(countPlaywright({ stats, errors: [{}], suites: [] })).toMatchObject({ passed: 7, failed: 3, skipped: 2 });
  });

  it('names what failed', () => {
    const stats = { expected: 1, unexpected: 1, flaky: 0, skipped: 0 };
    const inner = { title: 'main', specs: [{ title: 'ends', ok: false, tests: [] }] };
    const outer = { title: 'a.spec.ts', specs: [{ title: 'starts', ok: true, tests: [] }], suites: [inner] };
    expect(countPlaywright({ stats, errors: [], suites: [outer] }).failures).toEqual(['a.spec.ts › main › ends']);
  });
});

describe('judge()', () => {
  const good = { passed: 3, failed: 0, skipped: 1 };

  it('takes the numbers of a suite that ended well', () => {
    expect(judge(good, ENDED_WELL)).toEqual(good);
  });

  it('takes the numbers of a suite that says itself what failed', () => {
    const bad = { passed: 3, failed: 2, skipped: 0 };
    expect(judge(bad, { code: 1, isTimedOut: false })).toEqual(bad);
  });

  it.each([
    ['left no report', null, { code: 1, isTimedOut: false }],
    ['left no report although it ended well', null, ENDED_WELL],
    ['ended badly with no test failed', good, { code: 1, isTimedOut: false }],
    ['was stopped', good, { code: 1, isTimedOut: true }],
    ['ran nothing', { passed: 0, failed: 0, skipped: 0 }, ENDED_WELL],
    ['skipped everything', { passed: 0, failed: 0, skipped: 4 }, ENDED_WELL],
  ])('fails a suite that %s', (_name, counts, end) => {
    expect(judge(counts, end)).toMatchObject({ failed: 1, note: expect.any(String) });
  });
});

describe('sum()', () => {
  it('adds up in the form of the last line', () => {
    const total = sum([
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 10, failed: 0, skipped: 0, note: 'x' },
    ]);
    expect(formatCounts(total)).toBe('11 passed, 2 failed, 3 skipped');
  });
});
