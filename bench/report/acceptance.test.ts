import { describe, expect, it } from 'vitest';
import { makeCell, makeResults } from '../testing/sample-results.ts';
import { goalsOf, judge, type Goal } from './acceptance.ts';

const goal = (values: Partial<Goal>): Goal => ({
  ...{ work: '', against: '', unit: 'x', isMore: true, atLeast: 1, aim: 2, reached: null },
  ...values,
});

describe('judge', () => {
  it.each([
    [goal({ reached: 2 }), 'aim'],
    [goal({ reached: 1.99 }), 'enough'],
    [goal({ reached: 0.99 }), 'missed'],
    [goal({}), 'not measured'],
    [goal({ isMore: false, atLeast: 10, aim: 5, reached: 5 }), 'aim'],
    [goal({ isMore: false, atLeast: 10, aim: null, reached: 5 }), 'enough'],
    [goal({ isMore: false, atLeast: 10, aim: 5, reached: 11 }), 'missed'],
  ] as const)('%j: %s', (given, verdict) => {
    expect(judge(given)).toBe(verdict);
  });
});

describe('goalsOf', () => {
  const reached = (results: ReturnType<typeof makeResults>, work: string, against = ''): number | null | undefined =>
    goalsOf(results).find((each) => each.work.includes(work) && each.against.includes(against))?.reached;

  it('divides the medians of one medium', () => {
    const cells = [
      makeCell('apps', [{ seconds: 5 }]),
      makeCell('apps', [{ seconds: 50 }], { medium: 'disk' }),
      makeCell('scp', [{ seconds: 10 }]),
    ];
    expect(reached(makeResults(cells), '2 GiB, tmpfs', 'scp')).toBe(2);
    expect(reached(makeResults(cells), '2 GiB, disk', 'scp')).toBeNull();
  });

  it('counts the worse of two media, in the unit of the goal', () => {
    const on = (medium: 'tmpfs' | 'disk', cpuSeconds: number) =>
      makeCell('apps', [{ cpuSeconds, wireExtraBytes: cpuSeconds * 1e6 }], { medium, work: 'small' });
    const results = makeResults([on('tmpfs', 2), on('disk', 3)]);
    expect(reached(results, 'CPU for a small file')).toBeCloseTo(0.3);
    expect(reached(results, 'beyond the payload, 10,000')).toBeCloseTo(300 / 40.96);
  });

  it('says of what was not measured that it was not', () => {
    expect(goalsOf(makeResults([])).map(({ reached: value }) => value)).toEqual(
      goalsOf(makeResults([])).map(() => null),
    );
  });
});
