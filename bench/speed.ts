import { rmSync } from 'node:fs';
import { readMachine } from './machine.ts';
import { measureMove, type Source } from './measure-move.ts';
import { digestTree } from './measure/tree-digest.ts';
import { MOVER_IDS, type MoverId } from './movers/mover-facts.ts';
import type { Mover } from './movers/mover.ts';
import { prepareMovers, startMovers, type MoverTools, type StartApps } from './movers/start-movers.ts';
import { findPlace, type Place } from './place.ts';
import { orderOf, type Plan, type WorkPlan } from './plan.ts';
import { ResultsBook } from './report/results-book.ts';
import { MEDIUM_IDS, type Results } from './report/results.ts';
import { makeWork } from './works/make-work.ts';

export interface SpeedOptions {
  readonly directory: string;
  readonly plan: Plan;
  readonly treeDir: string;
  readonly diskDir: string | null;
  readonly maxMinutes: number;
  /** Null: there are none where this runs. */
  readonly startApps: StartApps | null;
  /** Is told each figure as it comes. */
  readonly say: (line: string) => void;
  /** Is given what there is so far after each work: a run that is ended early has not been for nothing. */
  readonly keep: (results: Results) => void;
}

/** What every step of a run needs. */
interface Run {
  readonly options: SpeedOptions;
  readonly book: ResultsBook;
  readonly tools: MoverTools;
  readonly isLate: () => boolean;
}

/** Measures all that the plan wants; prints each round as it comes. */
export async function runSpeed(options: SpeedOptions): Promise<Results> {
  const book = new ResultsBook(await readMachine(), options.say);
  const endMs = performance.now() + options.maxMinutes * 60_000;
  const tools = await prepareMovers(options.directory, moversOf(options.plan.works), options.startApps);
  const run: Run = { options, book, tools, isLate: () => performance.now() > endMs };
  try {
    for (const id of MEDIUM_IDS) {
      const works = options.plan.works.filter(({ media }) => media.includes(id));
      if (works.length === 0) continue;
      const place = findPlace(id, options.diskDir);
      if (typeof place === 'string') book.leaveOut({ what: id, why: place });
      else await measurePlace(run, place, works);
    }
  } finally {
    tools.stop();
  }
  return book.results();
}

async function measurePlace(run: Run, place: Place, works: readonly WorkPlan[]): Promise<void> {
  const { book, tools } = run;
  book.addMedium(place);
  const movers: Mover[] = [];
  try {
    movers.push(...(await startMovers(moversOf(works), tools, place, book)));
    await warmUp(movers, run, place);
    for (const work of works) {
      await measureWork(run, place, work, movers);
      run.options.keep(book.results());
    }
  } finally {
    for (const mover of movers) await mover.stop();
    place.remove();
  }
}

const moversOf = (works: readonly WorkPlan[]): ReadonlySet<MoverId> =>
  new Set(MOVER_IDS.filter((id) => works.some(({ movers }) => movers.includes(id))));

/** What is read from the disk and compiled at first use is no part of any figure. */
async function warmUp(movers: readonly Mover[], { options }: Run, place: Place): Promise<void> {
  const sizes = { ...options.plan.sizes, treeDir: options.treeDir, smallFiles: 50 };
  const work = makeWork('small', place.fresh('warm-up'), sizes);
  const source = { work, digest: digestTree(work.path) };
  for (const mover of movers) await measureMove(mover, source, place);
}

async function measureWork(run: Run, place: Place, plan: WorkPlan, all: readonly Mover[]): Promise<void> {
  const { options, book } = run;
  if (run.isLate()) {
    book.leaveOut({ what: `${plan.work}, ${place.id}`, why: 'the time was over' });
    return;
  }
  const work = makeWork(plan.work, place.fresh('source'), { ...options.plan.sizes, treeDir: options.treeDir });
  book.addWork(work, place.id);
  const source = { work, digest: digestTree(work.path) };
  const movers = all.filter(({ id }) => plan.movers.includes(id));
  const failed = new Set<Mover>();
  for (let round = 0; round < plan.rounds; round++) {
    if (run.isLate()) {
      book.leaveOut({ what: `${plan.work}, ${place.id}, from round ${round + 1}`, why: 'the time was over' });
      break;
    }
    for (const mover of orderOf(movers, round)) {
      if (!failed.has(mover) && !(await measureRound(run, place, source, mover))) failed.add(mover);
    }
  }
  if (place.id === 'tmpfs' || work.files === 1) rmSync(work.path, { recursive: true });
}

/** @returns false: it failed, which the results say */
async function measureRound({ book }: Run, place: Place, source: Source, mover: Mover): Promise<boolean> {
  const { work } = source;
  try {
    book.add(place.id, work, mover.id, await measureMove(mover, source, place));
    return true;
  } catch (error) {
    book.fail({ what: `${mover.id}, ${work.id}, ${place.id}`, why: String(error) });
    return false;
  }
}
