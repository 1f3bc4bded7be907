import { describe, expect, it } from 'vitest';
import { steadiness } from './steadiness.ts';

describe('steadiness', () => {
  it('is 1 when the pace stays, wherever the moments lie that were told', () => {
    const points = [700, 2_300, 10_000].map((files) => ({ files, seconds: files / 500 }));
    expect(steadiness(points)).toBeCloseTo(1);
  });

  it('is a half when the rest takes twice as long', () => {
    const points = [
      { files: 500, seconds: 0.5 },
      { files: 1_000, seconds: 1 },
      { files: 3_000, seconds: 5 },
    ];
    expect(steadiness(points)).toBeCloseTo(0.5);
  });

  it('is not there for few files, or without a report', () => {
    expect(steadiness([{ files: 1_000, seconds: 1 }])).toBeNull();
    expect(steadiness([])).toBeNull();
    // no more is known than how long all took
    expect(steadiness([{ files: 3_000, seconds: 1 }])).toBeNull();
  });
});
