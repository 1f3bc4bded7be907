import { treeOf } from './proc-stat.ts';
import { readProcesses, readPssMib } from './processes.ts';

const SAMPLE_MS = 250;
/** A look at the sixteen processes of two apps takes 20 ms: one a second, so that looking is no part of the answer. */
const SHARE_OF_TIME = 1 / 50;

/** Some processes that are looked at together: one side of a mover. */
export type Side = () => readonly number[];

export interface MemorySampler {
  /** Looks a last time. */
  stop(): MemoryPeak;
}

export interface MemoryPeak {
  /** The most that all sides had together at one moment, MiB. */
  readonly sumMib: number;
  /** The most of each side, MiB; in the order of the sides. */
  readonly sidesMib: readonly number[];
}

/** Proportional set size of the trees of each side now, MiB. */
export function readSidesMib(sides: readonly Side[]): readonly number[] {
  const all = readProcesses();
  return sides.map((side) => treeOf(all, side()).reduce((sum, { pid }) => sum + readPssMib(pid), 0));
}

/** Looks from now on until it is stopped. What comes and goes between two looks is not seen. */
export function sampleMemory(sides: readonly Side[]): MemorySampler {
  let sumMib = 0;
  let sidesMib: readonly number[] = sides.map(() => 0);
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const nowMib = readSidesMib(sides);
    sidesMib = sidesMib.map((most, position) => Math.max(most, nowMib[position] ?? 0));
    sumMib = Math.max(
      sumMib,
      nowMib.reduce((sum, each) => sum + each, 0),
    );
  };
  const lookAgain = (): void => {
    const startMs = performance.now();
    look();
    timer = setTimeout(lookAgain, Math.max(SAMPLE_MS, (performance.now() - startMs) / SHARE_OF_TIME));
  };
  timer = setTimeout(lookAgain, SAMPLE_MS);
  return {
    stop() {
      clearTimeout(timer);
      look();
      return { sumMib, sidesMib };
    },
  };
}
