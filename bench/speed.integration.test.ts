import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MOVER_IDS } from './movers/mover-facts.ts';
import type { WorkPlan } from './plan.ts';
import { chartsOf } from './report/charts.ts';
import { describeResults } from './report/readme-part.ts';
import { runSpeed } from './speed.ts';
import { WORK_IDS } from './works/work-facts.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lanyard-test-'));
  mkdirSync(join(directory, 'disk'));
  mkdirSync(join(directory, 'packages'));
  writeFileSync(join(directory, 'packages/a.js'), 'abc');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const RIVALS = MOVER_IDS.filter((id) => id !== 'apps' && id !== 'engines');
const SIZES = { largeMib: 2, smallFiles: 5, tinyFiles: 5, photos: 1, photoMib: 1, treeFiles: 5 };

it('moves with all that is installed, finds each work unharmed, and leaves nothing behind', async () => {
  const [disk, treeDir] = [join(directory, 'disk'), join(directory, 'packages')];
  const works = WORK_IDS.map((work): WorkPlan => {
    return { work, rounds: 1, media: ['disk'], movers: work === 'small' ? [...RIVALS, 'engines'] : ['engines'] };
  });
  const lines: string[] = [];
  const results = await runSpeed({
    ...{ directory, treeDir, plan: { sizes: SIZES, works }, diskDir: disk, maxMinutes: 10, startApps: null },
    keep: () => undefined,
    say: (line) => void lines.push(line),
  });

  expect(results.hasFailed, lines.join('\n')).toBe(false);
  // whatever is not on this computer
  const left = new Set(results.leftOut.map(({ what }) => what.split(',')[0]));
  const measured = works.flatMap(({ work, movers }) => movers.map((mover) => `${work} ${mover}`));
  const expected = measured.filter((cell) => !left.has(cell.split(' ')[1]));
  expect(results.cells.map(({ work, mover }) => `${work} ${mover}`).toSorted()).toEqual(expected.toSorted());
  expect(left).not.toContain('engines');
  expect(describeResults(results, chartsOf(results))).toContain('| Lanyard, engine to engine |');
  expect(readdirSync(disk)).toEqual([]);
});
