import { describe, expect, it } from 'vitest';
import { makeCell, makeResults } from '../testing/sample-results.ts';
import { chartsOf } from './charts.ts';
import { replaceResults } from './readme-part.ts';
import { goalTable, workTable } from './tables.ts';
import { findWork, type Results } from './results.ts';

const results = makeResults([
  makeCell('apps', [{ seconds: 4, cpuSeconds: 11, wireExtraBytes: 2 ** 24 }, { seconds: 8 }, { seconds: 5 }]),
  makeCell('scp', [{ seconds: 10 }]),
  makeCell('apps', [{ seconds: 0.08 }], { work: 'latency', medium: 'disk' }),
]);

/** Cells of the row that begins so. */
const row = (table: string, begin: string): string[] =>
  (table.split('\n').find((line) => line.startsWith(`| ${begin}`)) ?? '').split('|').map((cell) => cell.trim());

const tableOf = (from: Results, id: 'large' | 'latency', medium: 'tmpfs' | 'disk'): string =>
  workTable(from, medium, findWork(from, id)!);

describe('the table of a work', () => {
  it('tells medians, between what they lie, how many times as fast Lanyard is, and the cost', () => {
    const table = tableOf(results, 'large', 'tmpfs');
    expect(row(table, 'Lanyard, app').slice(2, 9)).toEqual(['429', '268 to 537 (3)', '1', '–', '5.00', '1.00', '5.50']);
    expect(row(table, 'scp').slice(2, 7)).toEqual(['215', '215 to 215 (1)', '2.00', '–', '10.0']);
    expect(row(table, 'Lanyard, app').at(-2)).toBe('0.78 %');
  });

  it('is not there where nothing was measured', () => {
    expect(tableOf(results, 'large', 'disk')).toBe('');
  });
});

it('says of each goal whether it is reached', () => {
  const table = goalTable(results);
  expect(table).toMatch(/2 GiB, tmpfs +\| scp +\| +≥ 1.5 x \| +≥ 2 x \| +2.00 x \| yes, the aim/);
  expect(table).toMatch(/done on both screens +\|.*\| +80.0 ms \| yes, the aim/);
  expect(table).toMatch(/10,000 files of 4 KiB, disk +\| rsync -a --fsync .*\| not measured/);
});

it('draws a chart of each work, with a group for each medium on which it was measured', () => {
  const charts = chartsOf(results);
  expect(charts.map(({ name }) => name)).toEqual(['large.svg', 'small.svg', 'tiny.svg', 'latency.svg']);
  expect(charts[0]?.svg).toContain('>tmpfs<');
  expect(charts[0]?.svg).not.toContain('disk (ext4)');
  expect(charts[3]?.svg).toContain('shorter is better');
});

describe('replaceResults', () => {
  const page = [
    'before',
    '<!-- results: written by `npm run bench -- --write` -->',
    'old',
    '<!-- end of results -->',
    'after',
  ].join('\n');

  it('changes what is between its marks and nothing else, however often', () => {
    const once = replaceResults(page, results, chartsOf(results));
    expect(once.startsWith('before\n')).toBe(true);
    expect(once.endsWith('\nafter')).toBe(true);
    expect(once).not.toContain('old');
    expect(replaceResults(once, results, chartsOf(results))).toBe(once);
  });

  it('says what was left out, and on which machine it ran', () => {
    const once = replaceResults(page, results, []);
    expect(once).toContain('- nc: nc is not installed');
    expect(once).toContain('A processor, 2 cores');
  });

  it('does not write into a page without a place for it', () => {
    expect(() => replaceResults('nothing', results, [])).toThrow('no place');
  });
});
