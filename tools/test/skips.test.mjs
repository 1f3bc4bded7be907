import { describe, expect, it } from 'vitest';
import { describeSkipped, skippedInPlaywright } from './skips.mjs';

describe('describeSkipped()', () => {
  it('says a reason once, and for how many tests', () => {
    const skipped = [
      { name: 'a', reason: 'needs root' },
      { name: 'b', reason: 'no gio here' },
      { name: 'c', reason: 'needs root' },
    ];
    expect(describeSkipped('engine', skipped)).toEqual([
      'SKIPPED 2 of engine: needs root',
      'SKIPPED 1 of engine: no gio here',
    ]);
  });

  it.each([
    ['on a full disk (needs root, to mount one) fails', 'needs root, to mount one'],
    ['two computers (skipped: needs root on Linux for ip netns) meet', 'needs root on Linux for ip netns'],
    ['names (of files) differ', 'not said: names (of files) differ'],
  ])('reads it in the name: %s', (name, why) => {
    expect(describeSkipped('unit', [{ name, reason: null }])).toEqual([`SKIPPED 1 of unit: ${why}`]);
  });
});

describe('skippedInPlaywright()', () => {
  it('finds what was skipped, and what it said', () => {
    const ran = { status: 'expected', annotations: [] };
    const silent = { status: 'skipped', annotations: [{ type: 'skip' }] };
    const said = { status: 'skipped', annotations: [{ type: 'skip', description: 'no gio here' }] };
    const inner = { specs: [{ title: 'c', tests: [said] }] };
    const outer = {
      specs: [
        { title: 'a', tests: [ran] },
        { title: 'b', tests: [silent] },
      ],
      suites: [inner],
    };
    expect(skippedInPlaywright(outer)).toEqual([
      { name: 'b', reason: null },
      { name: 'c', reason: 'no gio here' },
    ]);
  });
});
