import { describe, expect, it } from 'vitest';
import { drawBarChart, type Bar } from './bar-chart.ts';

const bar = (label: string, value: number, isOurs = false): Bar => ({
  ...{ label, value, isOurs },
  ...{ least: value, most: value },
});
const draw = (...bars: readonly Bar[]): string =>
  drawBarChart({ title: 'A & B', subtitle: 'MB/s, longer is better', groups: [{ title: 'tmpfs', bars }] });

/** Width of each bar. */
const widths = (svg: string): number[] =>
  [...svg.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));

describe('drawBarChart', () => {
  it('draws bars in proportion, ours in a colour of their own', () => {
    const svg = draw(bar('Lanyard', 200, true), bar('scp', 100));
    const [own = 0, other = 0] = widths(svg);
    expect(own / other).toBeCloseTo(2, 1);
    expect(svg.match(/class="ours"/g)).toHaveLength(1);
  });

  it('leaves room for a spread that is longer than every bar', () => {
    const [shorter = 0] = widths(draw({ ...bar('scp', 100), most: 200 }));
    const [longer = 0] = widths(draw(bar('scp', 100)));
    expect(longer / shorter).toBeCloseTo(2, 1);
  });

  it('takes names for text and never for marks', () => {
    const svg = draw(bar('<tar> | "nc"', 1));
    expect(svg).toContain('A &amp; B');
    expect(svg).toContain('&lt;tar&gt; | &quot;nc&quot;');
  });

  it('draws nothing that is no number when nothing was measured', () => {
    expect(draw(bar('scp', 0))).not.toContain('NaN');
    expect(drawBarChart({ title: '', subtitle: '', groups: [] })).not.toMatch(/NaN|Infinity/);
  });

  it('is readable on light and on dark', () => {
    expect(draw()).toContain('prefers-color-scheme: dark');
  });
});
