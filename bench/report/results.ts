import type { MoverId } from '../movers/mover-facts.ts';
import type { WorkFacts, WorkId } from '../works/work-facts.ts';

export const MEDIUM_IDS = ['tmpfs', 'disk'] as const;
export type MediumId = (typeof MEDIUM_IDS)[number];

/** All that one run of the benchmark found out; bench/results/latest.json. */
export interface Results {
  readonly version: 1;
  readonly machine: Machine;
  readonly works: readonly WorkFacts[];
  readonly cells: readonly Cell[];
  /** What was asked for and not measured, and why. */
  readonly leftOut: readonly LeftOut[];
  /** Something of `leftOut` did not arrive, or not as it was sent. */
  readonly hasFailed: boolean;
}

export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

export interface Machine {
  /** ISO 8601, when the run began. */
  readonly startedAt: string;
  /** Of the run. */
  readonly minutes: number;
  readonly commit: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly kernel: string;
  readonly media: readonly { readonly id: MediumId; readonly fileSystem: string }[];
  /** Program to version, as it says it. */
  readonly versions: Readonly<Record<string, string>>;
  /** Of the minute before the run: processes that wanted to run. */
  readonly loadBefore: number;
}

/** One mover with one work on one medium. */
export interface Cell {
  readonly medium: MediumId;
  readonly work: WorkId;
  readonly mover: MoverId;
  /** Each checked by hash. Not empty. */
  readonly rounds: readonly Round[];
}

export interface Round {
  /** From the acceptance to the receipt; of a command: all of it. */
  readonly seconds: number;
  /** From the drop, or the command's start. */
  readonly wholeSeconds: number;
  /** Processor time of all processes of both ends within `seconds`; null: no /proc here. */
  readonly cpuSeconds: number | null;
  /** The same within `wholeSeconds`. */
  readonly wholeCpuSeconds: number | null;
  /** The most of both ends together, proportional set size; null: not looked at. */
  readonly peakMib: number | null;
  /** How much more the end that grew most had than before the first move; null: its processes are new each time. */
  readonly growthMib: number | null;
  /** What TCP carried on loopback beyond the contents of the files, both directions; null: not counted. */
  readonly wireExtraBytes: number | null;
  readonly mainP99Ms: number | null;
  /** See `steadiness`. */
  readonly steadiness: number | null;
}

export function findCell(results: Results, medium: MediumId, work: WorkId, mover: MoverId): Cell | null {
  return results.cells.find((cell) => cell.medium === medium && cell.work === work && cell.mover === mover) ?? null;
}

export const findWork = (results: Results, id: WorkId): WorkFacts | null =>
  results.works.find((work) => work.id === id) ?? null;
