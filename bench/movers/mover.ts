import type { CpuSource } from '../measure/proc-stat.ts';
import type { Side } from '../measure/memory-sampler.ts';
import type { ProgressPoint } from '../measure/steadiness.ts';
import type { MoverId } from './mover-facts.ts';

/** One move of one file or folder. */
export interface Errand {
  readonly source: string;
  /** An empty folder; the source stands in it under its own name in the end. */
  readonly target: string;
  /** To be called at the moment of acceptance, by movers that ask. */
  readonly onAccepted: () => void;
}

export interface Moved {
  /** From the acceptance to the receipt; of a command: all of it. */
  readonly seconds: number;
  /** From the drop, or the command's start. */
  readonly wholeSeconds: number;
  /** How late timers of 5 ms in the two main processes were, the later of the two; null: not an app. */
  readonly mainP99Ms: number | null;
  /** Empty: it does not tell. */
  readonly progress: readonly ProgressPoint[];
}

/** A way to move a file or folder on this computer, ready to be used again and again. */
export interface Mover {
  readonly id: MoverId;
  readonly cpu: CpuSource;
  readonly sides: readonly Side[];
  /** What `sides` had before anything big was moved, MiB; null: its processes come and go with each move. */
  readonly idleMib: readonly number[] | null;
  move(errand: Errand): Promise<Moved>;
  /** The same for one small file when every moment counts: nobody has to click. */
  moveAtOnce(errand: Errand): Promise<Moved>;
  /** Resolves when processes of the last move are gone, so that their time is counted. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}
