import { MEDIUM_IDS, findCell, findWork, type Cell, type MediumId, type Results } from './results.ts';
import { medianOf, speedRatio } from './statistics.ts';
import type { MoverId } from '../movers/mover-facts.ts';
import type { WorkId } from '../works/work-facts.ts';

/** One line of what the app has to reach. */
export interface Goal {
  readonly work: string;
  readonly against: string;
  readonly unit: 'x' | 'ms' | 's' | 'MiB' | '%';
  /** Whether a higher figure is the better one. */
  readonly isMore: boolean;
  readonly atLeast: number;
  /** Null: none beyond that. */
  readonly aim: number | null;
  /** Null: not measured. */
  readonly reached: number | null;
}

export type Verdict = 'aim' | 'enough' | 'missed' | 'not measured';

export function judge({ reached, isMore, atLeast, aim }: Goal): Verdict {
  if (reached === null) return 'not measured';
  const holds = (limit: number): boolean => (isMore ? reached >= limit : reached <= limit);
  if (aim !== null && holds(aim)) return 'aim';
  return holds(atLeast) ? 'enough' : 'missed';
}

/** The goals that the app was given, with what this run says of each. Of several media the worst counts. */
export function goalsOf(results: Results): readonly Goal[] {
  return [...speedGoals(results), ...costGoals(results), ...behaviourGoals(results)];
}

type Against = readonly [MediumId, WorkId, MoverId, atLeast: number, aim: number];

const AGAINST: readonly Against[] = [
  ['tmpfs', 'large', 'scp', 1.5, 2],
  ['disk', 'large', 'scp', 1.2, 1.6],
  ['tmpfs', 'large', 'scp-gcm', 0.9, 1.1],
  ['disk', 'large', 'scp-gcm', 0.9, 1.1],
  ['tmpfs', 'small', 'rsync', 0.6, 1],
  ['disk', 'small', 'rsync-fsync', 1.5, 3],
  ['tmpfs', 'small', 'scp', 3, 6],
  ['disk', 'small', 'scp', 3, 6],
];

const RIVAL_NAMES: Partial<Readonly<Record<MoverId, string>>> = {
  'scp-gcm': 'scp aes128-gcm',
  rsync: 'rsync -a',
  'rsync-fsync': 'rsync -a --fsync',
};

function speedGoals(results: Results): readonly Goal[] {
  return AGAINST.map(([medium, work, rival, atLeast, aim]) => ({
    work: `${workName(results, work)}, ${medium}`,
    against: RIVAL_NAMES[rival] ?? rival,
    ...{ unit: 'x' as const, isMore: true, atLeast, aim },
    reached: speedRatio(findCell(results, medium, work, 'apps'), findCell(results, medium, work, rival)),
  }));
}

const GIB = 1024 ** 3;

function costGoals(results: Results): readonly Goal[] {
  const small = findWork(results, 'small');
  const large = findWork(results, 'large');
  const msPerFile = (cell: Cell): number | null => scale(medianOf(cell, 'cpuSeconds'), 1000 / (small?.files ?? 0));
  const secondsPerGib = (cell: Cell): number | null => scale(medianOf(cell, 'cpuSeconds'), GIB / (large?.bytes ?? 0));
  return [
    {
      ...{ work: 'CPU for a small file, both ends', against: '1.4 ms on 30 November' },
      ...{ unit: 'ms', isMore: false, atLeast: 0.35, aim: 0.2 },
      reached: worst(results, ['small'], msPerFile, Math.max),
    },
    {
      ...{ work: 'CPU for a GiB, both ends', against: '8 s on 30 November' },
      ...{ unit: 's', isMore: false, atLeast: 5.8, aim: 5.3 },
      reached: worst(results, ['large'], secondsPerGib, Math.max),
    },
  ];
}

const EVERY_WORK: readonly WorkId[] = ['large', 'small', 'tiny', 'photos', 'tree'];

function behaviourGoals(results: Results): readonly Goal[] {
  const of =
    (what: 'growthMib' | 'mainP99Ms' | 'steadiness') =>
    (cell: Cell): number | null =>
      medianOf(cell, what);
  const latencyMs = (cell: Cell): number | null => scale(medianOf(cell, 'seconds'), 1000);
  return [
    {
      ...{ work: 'files/s from file 1,000 to the last of many', against: 'the first 1,000' },
      ...{ unit: 'x', isMore: true, atLeast: 0.8, aim: 1 },
      reached: worst(results, ['tiny'], of('steadiness'), Math.min),
    },
    {
      ...{ work: 'one file of 1 KiB: send to done on both screens', against: '406 ms on 30 November' },
      ...{ unit: 'ms', isMore: false, atLeast: 150, aim: 80 },
      reached: worst(results, ['latency'], latencyMs, Math.max),
    },
    {
      ...{ work: 'memory of an app, any work above', against: 'the idle app' },
      ...{ unit: 'MiB', isMore: false, atLeast: 200, aim: null },
      reached: worst(results, EVERY_WORK, of('growthMib'), Math.max),
    },
    {
      ...{ work: 'event-loop delay of main, p99, any work above', against: '' },
      ...{ unit: 'ms', isMore: false, atLeast: 10, aim: null },
      reached: worst(results, EVERY_WORK, of('mainP99Ms'), Math.max),
    },
    wireGoal(results, 'large', 1),
    wireGoal(results, 'small', 5),
  ];
}

function wireGoal(results: Results, id: WorkId, atLeast: number): Goal {
  const percent = (cell: Cell): number | null =>
    scale(medianOf(cell, 'wireExtraBytes'), 100 / (findWork(results, id)?.bytes ?? 0));
  return {
    ...{ work: `bytes on the wire beyond the payload, ${workName(results, id)}`, against: 'the payload' },
    ...{ unit: '%', isMore: false, atLeast, aim: null },
    reached: worst(results, [id], percent, Math.max),
  };
}

/** Of the app, over all media and these works. */
function worst(
  results: Results,
  works: readonly WorkId[],
  figure: (cell: Cell) => number | null,
  pick: (...values: number[]) => number,
): number | null {
  const cells = works.flatMap((work) => MEDIUM_IDS.map((medium) => findCell(results, medium, work, 'apps')));
  const values = cells.map((cell) => (cell ? figure(cell) : null)).filter((value) => value !== null);
  return values.length === 0 ? null : pick(...values);
}

const scale = (value: number | null, factor: number): number | null => (value === null ? null : value * factor);

const workName = (results: Results, id: WorkId): string => findWork(results, id)?.title ?? id;
