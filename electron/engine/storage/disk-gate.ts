/** Milliseconds. A disk that answers nothing for so long gets no more questions than it has. */
const STUCK_MS = 1_000;
/** Milliseconds that one step may take: a disk that sleeps is awake by then, a share whose server is gone says nothing. */
const DEADLINE_MS = 20_000;
/** Milliseconds between two looks whether a silent disk answers again. */
const RETRY_MS = 10_000;

/** A disk, or the server of a share, does not answer. `code` is that of the system for a time that ran out. */
export class SilentDiskError extends Error {
  readonly code = 'ETIMEDOUT';
}

interface Volume {
  /** Steps that it has not answered, those that nobody waits for any more too. */
  busy: number;
  answeredAtMs: number;
  /** Since when it is known to be silent, or when it was last tried again; null: it answers. */
  silentAtMs: number | null;
  /** To be done when it answers. */
  readonly kept: (() => void)[];
}

interface Job {
  readonly work: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly late: (value: unknown) => void;
}

/** What one user of the gate asks of one volume. */
interface Lane {
  readonly volume: Volume;
  readonly waiting: Job[];
  /** When those that it waits for began. */
  readonly begun: Map<Job, number>;
  answeredAtMs: number;
}

/** One user of a gate: a transfer, say. It waits behind its own questions before it waits behind those of others. */
export interface DiskUser {
  /**
   * Runs `work`, a step on the disk `volume`, when its turn comes.
   *
   * @param volume - see `volumeOf`
   * @param late - gets what `work` gives after nobody waited for it any more: a file to close, say
   * @throws what `work` throws; SilentDiskError after 20 s without an answer, and at once of a volume that is silent
   */
  run<T>(volume: string, work: () => Promise<T>, late?: (value: T) => void): Promise<T>;
  /** Runs `work` when the disk answers. Nobody hears of it. */
  later(volume: string, work: () => Promise<unknown>): void;
}

/** Threads of this process for the disk: libuv has four unless it was told otherwise before the first use. */
function diskThreads(): number {
  const told = Number(process.env['UV_THREADPOOL_SIZE']);
  return Number.isInteger(told) && told > 0 ? told : 4;
}

interface GateLimits {
  readonly all: number;
  readonly volume: number;
  readonly lane: number;
}

/**
 * Lets steps on disks run side by side, but never so many on one disk that those on others find no thread: a call of a
 * disk that hangs cannot be ended, and keeps its thread. A disk that has not answered lately is asked one thing; when
 * that is answered, more. Who hears nothing for 20 s is told so, and so are at once all who ask that disk after that; and
 * all who ask any disk while those that hang keep every thread there is for them.
 */
export class DiskGate {
  readonly #limits: GateLimits;
  readonly #volumes = new Map<string, Volume>();
  /** Those with something that waits, the next first. */
  readonly #lanes = new Set<Lane>();
  #busy = 0;
  /** Of those, steps that nobody waits for any more. */
  #lost = 0;

  constructor(threads = diskThreads()) {
    const spared = Math.max(1, Math.floor(threads / 4));
    const half = Math.max(1, Math.floor(threads / 2));
    this.#limits = { all: Math.max(1, threads - spared), volume: half, lane: Math.min(half, spared) };
  }

  user(): DiskUser {
    const lanes = new Map<string, Lane>();
    const laneOf = (key: string): Lane => {
      const volume = this.#volumeOf(key);
      const lane = lanes.get(key) ?? { volume, waiting: [], begun: new Map(), answeredAtMs: -Infinity };
      lanes.set(key, lane);
      return lane;
    };
    const run: DiskUser['run'] = (key, work, late = () => undefined) => {
      return new Promise((resolve, reject) => {
        // they are given to one another, and to nobody else
        this.#enter(laneOf(key), { work, resolve, reject, late } as Job);
      });
    };
    const later: DiskUser['later'] = (key, work) => {
      const { kept } = this.#volumeOf(key);
      run(key, work).catch((error: unknown) => {
        if (error instanceof SilentDiskError) kept.push(() => void work().catch(() => undefined));
      });
    };
    return { run, later };
  }

  #volumeOf(key: string): Volume {
    const known = this.#volumes.get(key);
    if (known) return known;
    const volume: Volume = { busy: 0, answeredAtMs: -Infinity, silentAtMs: null, kept: [] };
    this.#volumes.set(key, volume);
    return volume;
  }

  #enter(lane: Lane, job: Job): void {
    const { volume } = lane;
    if (this.#isClogged) return job.reject(new SilentDiskError('others keep all threads'));
    if (volume.silentAtMs !== null) {
      const isDue = performance.now() - volume.silentAtMs >= RETRY_MS;
      if (!isDue || volume.busy >= this.#limits.volume) return job.reject(new SilentDiskError('does not answer'));
      volume.silentAtMs = performance.now();
    }
    lane.waiting.push(job);
    this.#lanes.add(lane);
    this.#pump();
  }

  #pump(): void {
    for (let hasBegun = true; hasBegun; ) {
      hasBegun = false;
      for (const lane of [...this.#lanes]) {
        if (!this.#mayBegin(lane)) continue;
        this.#begin(lane);
        hasBegun = true;
      }
    }
  }

  #mayBegin({ volume, begun, answeredAtMs }: Lane): boolean {
    const { all, volume: ofVolume, lane: ofLane } = this.#limits;
    if (this.#busy >= all || volume.busy >= ofVolume) return false;
    const [oldest] = begun.values();
    if (oldest === undefined) return true;
    const now = performance.now();
    return begun.size < ofLane && now - answeredAtMs < STUCK_MS && now - oldest < STUCK_MS;
  }

  #begin(lane: Lane): void {
    const job = lane.waiting.shift();
    this.#lanes.delete(lane);
    // behind the others
    if (lane.waiting.length > 0) this.#lanes.add(lane);
    if (job) void this.#work(lane, job);
  }

  async #work(lane: Lane, job: Job): Promise<void> {
    lane.begun.set(job, performance.now());
    lane.volume.busy += 1;
    this.#busy += 1;
    const timer = setTimeout(() => this.#giveUp(lane, job), DEADLINE_MS).unref();
    try {
      const value = await job.work();
      if (lane.begun.has(job)) job.resolve(value);
      else job.late(value);
    } catch (error) {
      job.reject(error);
    }
    clearTimeout(timer);
    lane.volume.busy -= 1;
    this.#busy -= 1;
    if (!lane.begun.has(job)) this.#lost -= 1;
    this.#noteAnswer(lane, job);
    this.#pump();
  }

  #noteAnswer(lane: Lane, job: Job): void {
    const { volume } = lane;
    lane.begun.delete(job);
    lane.answeredAtMs = performance.now();
    volume.answeredAtMs = lane.answeredAtMs;
    volume.silentAtMs = null;
    for (const work of volume.kept.splice(0)) work();
  }

  /** It goes on holding its thread; whoever waits for it is let go. */
  #giveUp(lane: Lane, job: Job): void {
    const { volume, begun } = lane;
    const beganAtMs = begun.get(job) ?? 0;
    begun.delete(job);
    this.#lost += 1;
    job.reject(new SilentDiskError('does not answer'));
    if (volume.answeredAtMs < beganAtMs) this.#silence(volume);
    if (this.#isClogged) this.#refuse(() => true);
    this.#pump();
  }

  /** Nothing can begin, perhaps for ever. */
  get #isClogged(): boolean {
    return this.#lost >= this.#limits.all;
  }

  #silence(volume: Volume): void {
    volume.silentAtMs = performance.now();
    this.#refuse((lane) => lane.volume === volume);
  }

  #refuse(isMeant: (lane: Lane) => boolean): void {
    for (const lane of [...this.#lanes].filter(isMeant)) {
      this.#lanes.delete(lane);
      for (const { reject } of lane.waiting.splice(0)) reject(new SilentDiskError('does not answer'));
    }
  }
}
