import { MOVER_IDS, type MoverId } from './movers/mover-facts.ts';
import { MEDIUM_IDS, type MediumId } from './report/results.ts';
import { WORK_IDS, type Sizes, type WorkId } from './works/work-facts.ts';

/** What is measured of one work. */
export interface WorkPlan {
  readonly work: WorkId;
  readonly rounds: number;
  readonly movers: readonly MoverId[];
  readonly media: readonly MediumId[];
}

/** A whole run: how large the works are, and what is measured of each. */
export interface Plan {
  readonly sizes: Omit<Sizes, 'treeDir'>;
  readonly works: readonly WorkPlan[];
}

export type PlanName = 'full' | 'short' | 'quick';

const SIZES: Plan['sizes'] = {
  ...{ largeMib: 2048, smallFiles: 10_000, tinyFiles: 100_000, photos: 300, photoMib: 3, treeFiles: 50_000 },
};
const SMALL_SIZES: Plan['sizes'] = {
  ...{ largeMib: 8, smallFiles: 120, tinyFiles: 60, photos: 2, photoMib: 1, treeFiles: 60 },
};

const everything = (work: WorkId, rounds: number): WorkPlan => ({ work, rounds, movers: MOVER_IDS, media: MEDIUM_IDS });

/** All that there is, for an hour and more. */
const FULL: Plan = { sizes: SIZES, works: WORK_IDS.map((work) => everything(work, work === 'latency' ? 15 : 3)) };

/** What the goals need three times, and the rest once with the movers that matter most: within a quarter of an hour on two cores. */
const SHORT: Plan = {
  sizes: SIZES,
  works: [
    { ...everything('large', 3), movers: ['apps', 'engines', 'scp', 'scp-gcm', 'rsync', 'nc'] },
    everything('small', 3),
    { ...everything('latency', 15), movers: ['apps', 'engines', 'scp', 'rsync'] },
    { ...everything('tiny', 1), movers: ['apps', 'rsync'] },
    { ...everything('photos', 1), movers: ['apps', 'engines', 'scp-gcm', 'rsync'] },
    { ...everything('tree', 1), movers: ['apps', 'engines', 'rsync'] },
  ],
};

/** Whether it works at all; its figures mean nothing. */
const QUICK: Plan = { sizes: SMALL_SIZES, works: WORK_IDS.map((work) => everything(work, 1)) };

export const PLANS: Readonly<Record<PlanName, Plan>> = { full: FULL, short: SHORT, quick: QUICK };

/** What the command line narrows or changes of a plan; absent: as it is there. */
export interface PlanChanges {
  readonly works?: readonly WorkId[] | undefined;
  readonly movers?: readonly MoverId[] | undefined;
  readonly media?: readonly MediumId[] | undefined;
  readonly rounds?: number | undefined;
  readonly sizes: Partial<Plan['sizes']>;
}

/** Movers and media that the changes name are measured with every work, also where the plan leaves them out. */
export function changePlan(plan: Plan, { works, movers, media, rounds, sizes }: PlanChanges): Plan {
  const wanted = plan.works.filter(({ work }) => works === undefined || works.includes(work));
  return {
    sizes: { ...plan.sizes, ...sizes },
    works: wanted.map((each) => ({
      work: each.work,
      rounds: rounds ?? each.rounds,
      movers: movers ?? each.movers,
      media: media ?? each.media,
    })),
  };
}

/** The movers of one round: everybody is first once, last once, so that neither a warm nor a slow moment is always one's own. */
export function orderOf<T>(movers: readonly T[], round: number): readonly T[] {
  const first = movers.length === 0 ? 0 : round % movers.length;
  return [...movers.slice(first), ...movers.slice(0, first)];
}
