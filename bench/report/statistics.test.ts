import { describe, expect, it } from 'vitest';
import { makeCell } from '../testing/sample-results.ts';
import { median, medianOf, speedRatio, spreadOf } from './statistics.ts';

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 2], 2],
    [[4, 1, 2, 9], 3],
    [[10, 9, 100], 10],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });
});

it('tells between which values all lie', () => {
  expect(spreadOf([5, 1, 3])).toEqual({ median: 3, least: 1, most: 5 });
});

describe('medianOf', () => {
  it('looks at the rounds in which it was measured', () => {
    const cell = makeCell('apps', [{ cpuSeconds: 4 }, { cpuSeconds: null }, { cpuSeconds: 2 }]);
    expect(medianOf(cell, 'cpuSeconds')).toBe(3);
  });

  it('is nothing where nothing was measured', () => {
    expect(medianOf(makeCell('apps', [{ mainP99Ms: null }]), 'mainP99Ms')).toBeNull();
    expect(medianOf(null, 'seconds')).toBeNull();
  });
});

it('is twice as fast in half the time', () => {
  const own = makeCell('apps', [{ seconds: 2 }, { seconds: 100 }, { seconds: 1 }]);
  expect(speedRatio(own, makeCell('scp', [{ seconds: 4 }]))).toBe(2);
  expect(speedRatio(own, null)).toBeNull();
});
