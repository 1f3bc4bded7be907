import { SilentDiskError } from '../storage/disk-gate.ts';
import type { DiskCalls, DiskLease, DiskThreads } from './disk-threads.ts';

/** Of one volume. Each keeps a call of a share that is gone for as long as that is. */
const THREADS_MAX = 4;
/** Milliseconds that one call may take: a disk that sleeps is awake by then, a share whose server is gone says nothing. */
const DEADLINE_MS = 20_000;
/** Milliseconds between two looks whether a silent disk answers again. */
const RETRY_MS = 10_000;

/** Nothing was asked: no thread has heard of it. */
export class UnaskedError extends SilentDiskError {}

interface Job {
  readonly reject: (error: unknown) => void;
}

/** One thread that reads from one volume. */
interface Seat {
  readonly lease: DiskLease;
  users: number;
  /** What it has been asked and somebody waits for, in order. */
  readonly jobs: Set<Job>;
  /** When it took up the first of those. */
  beganAtMs: number;
  deadline: NodeJS.Timeout | undefined;
  /** It has not come back from a call in time. */
  isLost: boolean;
  hasDied: boolean;
}

interface Volume {
  readonly seats: Map<number, Seat>;
  answeredAtMs: number;
  /** Since when it is known to be silent, or when it was last tried again; null: it answers. */
  silentAtMs: number | null;
}

/** One thread of a volume, as one user has it. */
export interface Reader {
  /**
   * Calls are done in the order of asking.
   *
   * @throws SilentDiskError after 20 s without an answer; UnaskedError at once of a volume that is silent; what the thread
   * has died of
   */
  ask<T>(work: (calls: DiskCalls) => Promise<T>): Promise<T>;
  /** To be done when it can. Nobody hears of it. */
  tell(work: (calls: DiskCalls) => Promise<void>): void;
}

/** One user of the readers: a connection, say. */
export interface ReadUser {
  /** The same thread as before, unless that one was lost; after `close` none. @param volume - see `volumeOf` */
  open(volume: string): Reader;
  /** It reads no more. What it has asked is still answered. */
  close(): void;
}

const nobody: Reader = {
  ask: () => Promise.reject(new UnaskedError('calls that hang keep all threads')),
  tell: () => undefined,
};

/**
 * Threads that read from disks: as far as there are enough, each user has one of its own for each volume, so that a call
 * which hangs keeps no other user waiting. Who hears nothing for 20 s is told so, and so are at once all who ask that
 * volume after that, until it answers.
 */
export class DiskReaders {
  readonly #threads: DiskThreads;
  readonly #volumes = new Map<string, Volume>();

  constructor(threads: DiskThreads) {
    this.#threads = threads;
  }

  /** Starts a thread for what will soon be read, unless one runs. @param volume - see `volumeOf` */
  prepare(volume: string): void {
    this.#threads.of(nameOf(0, volume)).prepare();
  }

  user(): ReadUser {
    const mine = new Map<string, Seat>();
    let isClosed = false;
    return {
      open: (name) => {
        if (isClosed) return nobody;
        const volume = this.#volumeOf(name);
        const before = mine.get(name);
        const isUsable = before && !before.isLost && !before.hasDied;
        const seat = isUsable ? before : this.#findSeat(name, volume);
        if (!seat) return nobody;
        mine.set(name, seat);
        if (seat !== before) {
          seat.users += 1;
          if (before) this.#leave(volume, before);
        }
        return {
          ask: (work) => ask(volume, seat, work),
          tell: (work) => void work(seat.lease.calls).catch(() => undefined),
        };
      },
      close: () => {
        isClosed = true;
        for (const [name, seat] of mine) this.#leave(this.#volumeOf(name), seat);
        mine.clear();
      },
    };
  }

  #volumeOf(name: string): Volume {
    const volume = this.#volumes.get(name) ?? { seats: new Map(), answeredAtMs: -Infinity, silentAtMs: null };
    this.#volumes.set(name, volume);
    return volume;
  }

  /** A new one while there may be more, else the one that fewest use; null: all are lost. */
  #findSeat(name: string, { seats }: Volume): Seat | null {
    for (let number = 0; number < THREADS_MAX; number++) {
      if (seats.has(number)) continue;
      const lease = this.#threads.of(nameOf(number, name)).lease();
      const seat = {
        lease,
        users: 0,
        jobs: new Set<Job>(),
        beganAtMs: 0,
        deadline: undefined,
        isLost: false,
        hasDied: false,
      };
      seats.set(number, seat);
      return seat;
    }
    const usable = [...seats.values()].filter(({ isLost }) => !isLost);
    return usable.sort((a, b) => a.users - b.users)[0] ?? null;
  }

  #leave(volume: Volume, seat: Seat): void {
    seat.users -= 1;
    giveBackIdle(volume, seat);
  }
}

const nameOf = (number: number, volume: string): string => `reads ${number} ${volume}`;

/** One that hangs keeps its place. */
function giveBackIdle(volume: Volume, seat: Seat): void {
  if (seat.users === 0 && seat.jobs.size === 0 && !seat.isLost) giveBack(volume, seat);
}

function giveBack({ seats }: Volume, seat: Seat): void {
  for (const [number, other] of seats) if (other === seat) seats.delete(number);
  seat.lease.release();
}

async function ask<T>(volume: Volume, seat: Seat, work: (calls: DiskCalls) => Promise<T>): Promise<T> {
  if (volume.silentAtMs !== null) {
    if (performance.now() - volume.silentAtMs < RETRY_MS) throw new UnaskedError('does not answer');
    volume.silentAtMs = performance.now();
  }
  return new Promise((resolve, reject) => {
    const job = { reject };
    seat.jobs.add(job);
    if (seat.jobs.size === 1) beginWaiting(volume, seat);
    work(seat.lease.calls).then(
      (value) => {
        noteAnswer(volume, seat, job);
        resolve(value);
      },
      (error: unknown) => {
        seat.hasDied = true;
        giveBack(volume, seat);
        noteAnswer(volume, seat, job);
        job.reject(error);
      },
    );
  });
}

function beginWaiting(volume: Volume, seat: Seat): void {
  clearTimeout(seat.deadline);
  seat.beganAtMs = performance.now();
  seat.deadline = setTimeout(() => giveUp(volume, seat), DEADLINE_MS).unref();
}

function noteAnswer(volume: Volume, seat: Seat, job: Job): void {
  seat.jobs.delete(job);
  volume.answeredAtMs = performance.now();
  volume.silentAtMs = null;
  if (seat.jobs.size > 0) beginWaiting(volume, seat);
  else clearTimeout(seat.deadline);
  seat.isLost = false;
  giveBackIdle(volume, seat);
}

/** The call goes on holding the thread; whoever waits for it is let go. */
function giveUp(volume: Volume, seat: Seat): void {
  seat.isLost = true;
  if (volume.answeredAtMs < seat.beganAtMs) volume.silentAtMs = performance.now();
  for (const { reject } of seat.jobs) reject(new SilentDiskError('does not answer'));
  seat.jobs.clear();
}
