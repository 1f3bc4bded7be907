import { isOurs, MOVER_FACTS } from '../movers/mover-facts.ts';
import type { WorkFacts } from '../works/work-facts.ts';
import { drawBarChart, type BarGroup } from './bar-chart.ts';
import type { Results } from './results.ts';
import { cellsOf, figuresOf } from './tables.ts';

export interface Chart {
  /** `large.svg` */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

/** One for each work that was measured: a group of bars for each medium. */
export function chartsOf(results: Results): readonly Chart[] {
  return results.works.map((work) => {
    const better = work.figure === 'ms' ? 'shorter is better' : 'longer is better';
    const title = `${work.title.charAt(0).toUpperCase()}${work.title.slice(1)}`;
    const subtitle = `${work.figure}, median; the line: least to most; ${better}`;
    const groups = groupsOf(results, work);
    return { name: `${work.id}.svg`, title, svg: drawBarChart({ title, subtitle, groups }) };
  });
}

function groupsOf(results: Results, work: WorkFacts): readonly BarGroup[] {
  return results.machine.media
    .map(({ id, fileSystem }) => ({
      title: id === fileSystem ? id : `${id} (${fileSystem})`,
      bars: cellsOf(results, id, work).map((cell) => {
        const { median, least, most } = figuresOf(work, cell);
        return { label: MOVER_FACTS[cell.mover].title, value: median, least, most, isOurs: isOurs(cell.mover) };
      }),
    }))
    .filter(({ bars }) => bars.length > 0);
}
