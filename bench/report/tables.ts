import { isOurs, MOVER_FACTS, MOVER_IDS, type MoverId } from '../movers/mover-facts.ts';
import { toFigure, type WorkFacts } from '../works/work-facts.ts';
import { goalsOf, judge, type Goal, type Verdict } from './acceptance.ts';
import { markdownTable, type Column } from './markdown-table.ts';
import { shown } from './numbers.ts';
import { findCell, type Cell, type MediumId, type Results } from './results.ts';
import { medianOf, speedRatio, spreadOf, type Spread } from './statistics.ts';

const words = (title: string): Column => ({ title, isNumber: false });
const number = (title: string): Column => ({ title, isNumber: true });

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** Cells of one work on one medium, Lanyard first. */
export function cellsOf(results: Results, medium: MediumId, work: WorkFacts): readonly Cell[] {
  return MOVER_IDS.map((mover) => findCell(results, medium, work.id, mover)).filter((cell) => cell !== null);
}

/** In the unit of the work. */
export const figuresOf = (work: WorkFacts, { rounds }: Cell): Spread =>
  spreadOf(rounds.map(({ seconds }) => toFigure(work, seconds)));

/** Speed, with the ratios, and what it cost. Empty: nothing of it was measured. */
export function workTable(results: Results, medium: MediumId, work: WorkFacts): string {
  const cells = cellsOf(results, medium, work);
  if (cells.length === 0) return '';
  const speed = [number(work.figure), words('least to most'), number('app to app, times'), number('engines, times')];
  const cost = work.figure === 'MB/s' ? 'CPU s/GiB' : 'CPU ms/file';
  const costs = ['s', 'whole s', cost, 'memory MiB', 'wire beyond'].map(number);
  // of one small file the clock of processor time sees next to nothing
  const columns = [words(''), ...speed, ...(work.figure === 'ms' ? [] : costs)];
  const rows = cells.map((cell) => workRow(results, work, cell).slice(0, columns.length));
  return markdownTable(columns, rows);
}

function workRow(results: Results, work: WorkFacts, cell: Cell): readonly string[] {
  const { median, least, most } = figuresOf(work, cell);
  const times = (mover: MoverId): string => {
    if (cell.mover === mover) return '1';
    return shown(speedRatio(findCell(results, cell.medium, work.id, mover), cell));
  };
  return [
    MOVER_FACTS[cell.mover].title,
    shown(median),
    `${shown(least)} to ${shown(most)} (${cell.rounds.length})`,
    times('apps'),
    times('engines'),
    shown(medianOf(cell, 'seconds')),
    isOurs(cell.mover) ? shown(medianOf(cell, 'wholeSeconds')) : '',
    shown(costOf(work, medianOf(cell, 'cpuSeconds'))),
    shown(medianOf(cell, 'peakMib')),
    wireOf(work, medianOf(cell, 'wireExtraBytes')),
  ];
}

function costOf({ figure, files, bytes }: WorkFacts, cpuSeconds: number | null): number | null {
  if (cpuSeconds === null) return null;
  return figure === 'MB/s' ? (cpuSeconds / bytes) * GIB : (cpuSeconds * 1000) / files;
}

/** A share of something large; of a note the bytes themselves. */
function wireOf({ bytes }: WorkFacts, extraBytes: number | null): string {
  if (extraBytes === null) return '–';
  return bytes < MIB ? `${shown(extraBytes)} B` : `${shown((extraBytes / bytes) * 100)} %`;
}

/** What the app does beside the moving: its memory, its windows, whether it tires. */
export function behaviourTable(results: Results): string {
  const columns = ['memory over idle, MiB', 'main loop late, p99 ms', 'pace after file 1,000'].map(number);
  const rows = results.cells
    .filter(({ mover, work }) => mover === 'apps' && work !== 'latency')
    .map((cell) => [
      `${results.works.find(({ id }) => id === cell.work)?.title ?? cell.work}, ${cell.medium}`,
      ...(['growthMib', 'mainP99Ms', 'steadiness'] as const).map((what) => shown(medianOf(cell, what))),
    ]);
  return rows.length === 0 ? '' : markdownTable([words('app to app'), ...columns], rows);
}

const VERDICTS: Readonly<Record<Verdict, string>> = {
  aim: 'yes, the aim',
  enough: 'yes',
  missed: '**no**',
  'not measured': 'not measured',
};

/** What was to be reached, and what is. */
export function goalTable(results: Results): string {
  const columns = [words('work, app to app'), words('against'), number('at least'), number('aim'), number('reached')];
  return markdownTable([...columns, words('so')], goalsOf(results).map(goalRow));
}

function goalRow(goal: Goal): readonly string[] {
  const { work, against, unit, isMore, atLeast, aim, reached } = goal;
  const inUnit = (value: number | null): string => (value === null ? '' : `${value} ${unit}`);
  const limit = (value: number | null): string => (value === null ? '' : `${isMore ? '≥' : '≤'} ${inUnit(value)}`);
  const shownReached = reached === null ? '–' : `${shown(reached)} ${unit}`;
  return [work, against, limit(atLeast), limit(aim), shownReached, VERDICTS[judge(goal)]];
}
