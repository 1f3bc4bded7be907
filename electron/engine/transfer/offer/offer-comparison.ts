import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { NOTHING_COMPARED, type Comparison, type Standing } from '../../../../shared/model/offer.ts';
import type { StandingFile, StandingLook } from '../../storage/compare-standing.ts';
import { inParallel } from '../../storage/in-parallel.ts';
import type { HashAsker } from './hash-asker.ts';

interface ComparisonOptions {
  readonly entries: readonly ManifestEntry[];
  readonly look: StandingLook;
  readonly asker: HashAsker;
  readonly onChange: () => void;
  /** The folder cannot be looked at: everything counts as not compared. */
  readonly onError: (error: unknown) => void;
}

/** Files read at once: one waits for the disk while the other is hashed. */
const READ_AT_ONCE = 2;

/**
 * Finds out which files of an offer stand at the destination already: by name and size, then by the hashes of both
 * ends. Nothing is changed; what it found has to be looked at again when it is made use of.
 */
export class OfferComparison {
  readonly #options: ComparisonOptions;
  readonly #identical = new Map<number, StandingFile>();
  #found: ReadonlyMap<number, 'candidate' | 'different'> = new Map();
  readonly #differs = new Set<number>();
  #state: Comparison = { ...NOTHING_COMPARED, state: 'looking' };
  #isStopped = false;
  readonly #hasStopped = (): boolean => this.#isStopped;
  /** Resolves when everything is compared, or it was stopped. Never rejects. */
  readonly finished: Promise<void>;

  constructor(options: ComparisonOptions) {
    this.#options = options;
    this.finished = this.#run();
  }

  get state(): Comparison {
    return this.#state;
  }

  /** Files that stand there with the very same bytes, as far as is known. */
  get identical(): ReadonlyMap<number, StandingFile> {
    return this.#identical;
  }

  standingOf(index: number): Standing {
    if (this.#identical.has(index)) return 'identical';
    if (this.#differs.has(index)) return 'different';
    return this.#found.has(index) ? 'unknown' : 'new';
  }

  /** Ends it as it is. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Resolves when it is finished, or has not come further for `patienceMs`; it is stopped then. Never rejects. */
  async finishedOrStuck(patienceMs: number): Promise<void> {
    let before = this.#state;
    let timer: NodeJS.Timeout | undefined;
    const stuck = new Promise<void>((resolve) => {
      timer = setInterval(() => {
        if (this.#state === before) resolve();
        before = this.#state;
      }, patienceMs);
    });
    await Promise.race([this.finished, stuck]);
    clearInterval(timer);
    this.stop();
  }

  async #run(): Promise<void> {
    try {
      await this.#find();
      await this.#compareAll();
    } catch (error) {
      if (!this.#isStopped) this.#options.onError(error);
    } finally {
      await this.#options.look.close();
    }
    this.#update({ state: 'done' });
  }

  async #find(): Promise<void> {
    this.#found = await this.#options.look.find(this.#hasStopped);
    let candidateCount = 0;
    let candidateBytes = 0;
    for (const [index, found] of this.#found) {
      if (found === 'different') this.#differs.add(index);
      else {
        candidateCount++;
        candidateBytes += this.#sizeOf(index);
      }
    }
    this.#update({ state: 'comparing', candidateCount, candidateBytes, differentCount: this.#differs.size });
  }

  async #compareAll(): Promise<void> {
    const candidates = [...this.#found].filter(([, found]) => found === 'candidate').map(([index]) => index);
    // all at once: the sender reads on while we compare
    for (const index of candidates) void this.#options.asker.ask(index);
    await inParallel(candidates, READ_AT_ONCE, (index) => this.#compare(index));
  }

  async #compare(index: number): Promise<void> {
    if (this.#hasStopped()) return;
    const [there, here] = await Promise.all([
      this.#options.asker.ask(index),
      this.#options.look.hash(
        index,
        () => this.#isStopped,
        (bytes) => this.#addRead(bytes),
      ),
    ]);
    if (this.#hasStopped()) return;
    const sizeBytes = this.#sizeOf(index);
    const { comparedCount, identicalCount, identicalBytes } = this.#state;
    const compared = { comparedCount: comparedCount + 1 };
    if (here !== null && here.sha256 === there) {
      this.#identical.set(index, here);
      this.#update({ ...compared, identicalCount: identicalCount + 1, identicalBytes: identicalBytes + sizeBytes });
    } else {
      this.#differs.add(index);
      this.#update({ ...compared, differentCount: this.#differs.size });
    }
  }

  #addRead(bytes: number): void {
    const { comparedBytes, candidateBytes } = this.#state;
    this.#update({ comparedBytes: Math.min(candidateBytes, comparedBytes + bytes) });
  }

  #sizeOf(index: number): number {
    return this.#options.entries[index]?.sizeBytes ?? 0;
  }

  #update(change: Partial<Comparison>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.onChange();
  }
}
