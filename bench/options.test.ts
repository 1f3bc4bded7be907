import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';
import { orderOf, PLANS } from './plan.ts';

describe('readOptions', () => {
  it('measures all works with all movers on all media when nothing is said, and writes nothing', () => {
    expect(readOptions([])).toMatchObject({ parts: ['speed'], plan: PLANS.full, writes: false });
  });

  it('narrows and changes a plan', () => {
    const args = ['--short', '--works', 'tiny,large', '--media', 'tmpfs', '--rounds', '2', '--large-mib', '64'];
    const plan = readOptions(args)?.plan;
    expect(plan?.works.map(({ work }) => work)).toEqual(['large', 'tiny']);
    expect(plan?.works[1]).toEqual({ work: 'tiny', rounds: 2, movers: ['apps', 'rsync'], media: ['tmpfs'] });
    expect(plan?.sizes).toEqual({ ...PLANS.short.sizes, largeMib: 64 });
  });

  it('measures a named mover with every work', () => {
    const works = readOptions(['--short', '--movers', 'apps,tar'])?.plan.works ?? [];
    expect(works.map(({ movers }) => movers)).toEqual(works.map(() => ['apps', 'tar']));
  });

  it('keeps the old parts', () => {
    expect(readOptions(['idle', 'many'])?.parts).toEqual(['idle', 'many']);
  });

  it.each([[['speeed']], [['--works', 'larg']], [['--rounds', '0']], [['--rounds', 'many']], [['--unknown']]])(
    'refuses %j',
    (args) => {
      expect(() => readOptions(args)).toThrow();
    },
  );

  it('gives help', () => {
    expect(readOptions(['--help'])).toBeNull();
  });
});

describe('orderOf', () => {
  it('begins each round with another mover', () => {
    expect([0, 1, 2, 3].map((round) => orderOf(['a', 'b', 'c'], round).join(''))).toEqual(['abc', 'bca', 'cab', 'abc']);
  });

  it('takes an empty list', () => {
    expect(orderOf([], 1)).toEqual([]);
  });
});
