import { MOVER_FACTS, type MoverId } from '../movers/mover-facts.ts';
import { toFigure, type WorkFacts } from '../works/work-facts.ts';
import { shown } from './numbers.ts';
import type { Cell, LeftOut, Machine, MediumId, Results, Round } from './results.ts';

/** Processes that want to run beside the bench: with two cores, half of one is felt. */
const BUSY_LOAD = 0.5;

/** What a run has found out so far; says it as it comes. */
export class ResultsBook {
  readonly #machine: Omit<Machine, 'media' | 'minutes'>;
  readonly #startMs = performance.now();
  readonly #media: Machine['media'][number][] = [];
  readonly #works: WorkFacts[] = [];
  readonly #cells: { -readonly [K in keyof Cell]: K extends 'rounds' ? Round[] : Cell[K] }[] = [];
  readonly #leftOut: LeftOut[] = [];
  #hasFailed = false;

  readonly #say: (line: string) => void;

  constructor(machine: Omit<Machine, 'media' | 'minutes'>, say: (line: string) => void) {
    this.#machine = machine;
    this.#say = say;
    if (machine.loadBefore > BUSY_LOAD) say(`The computer is busy (load ${shown(machine.loadBefore)}): poor figures.`);
  }

  addMedium({ id, fileSystem }: Machine['media'][number]): void {
    this.#media.push({ id, fileSystem });
  }

  addWork({ id, title, figure, files, bytes }: WorkFacts, medium: MediumId): void {
    this.#say(`\n${title}, ${medium}`);
    if (!this.#works.some((work) => work.id === id)) this.#works.push({ id, title, figure, files, bytes });
  }

  add(medium: MediumId, work: WorkFacts, mover: MoverId, round: Round): void {
    const speed = `${shown(toFigure(work, round.seconds))} ${work.figure}`;
    const cpu = round.cpuSeconds === null ? '' : `, CPU ${shown(round.cpuSeconds)} s`;
    this.#say(`  ${MOVER_FACTS[mover].title.padEnd(28)} ${speed.padStart(14)}${cpu}`);
    const found = this.#cells.find((cell) => cell.medium === medium && cell.work === work.id && cell.mover === mover);
    if (found) found.rounds.push(round);
    else this.#cells.push({ medium, work: work.id, mover, rounds: [round] });
  }

  /** Not measured, for a reason that is nobody's fault. */
  leaveOut(leftOut: LeftOut): void {
    this.#say(`  left out: ${leftOut.what}: ${leftOut.why}`);
    this.#leftOut.push(leftOut);
  }

  /** It did not arrive, or not as it was sent. */
  fail({ what, why }: LeftOut): void {
    this.#hasFailed = true;
    this.leaveOut({ what, why: `failed: ${why}` });
  }

  results(): Results {
    const minutes = Math.round((performance.now() - this.#startMs) / 6_000) / 10;
    return {
      version: 1,
      machine: { ...this.#machine, minutes, media: this.#media },
      ...{ works: this.#works, cells: this.#cells, leftOut: this.#leftOut, hasFailed: this.#hasFailed },
    };
  }
}
