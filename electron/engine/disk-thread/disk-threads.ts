import type { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { DiskFunctions } from './disk-functions.ts';
import type { Flusher } from './flush-staged.ts';
import { createDiskFunctions } from './serve-disk.ts';

/** `DiskFunctions` as they are called from another thread. Reject only when the thread has died. */
export type DiskCalls = {
  readonly [Name in keyof DiskFunctions]: (
    ...args: Parameters<DiskFunctions[Name]>
  ) => Promise<Awaited<ReturnType<DiskFunctions[Name]>>>;
};

/** A thread for one disk. */
export interface DiskThread {
  readonly calls: DiskCalls;
  /** Resolves when it has gone, for whatever reason. */
  readonly gone: Promise<unknown>;
  close(): void;
}

/** Starts one. */
export type StartDiskThread = () => DiskThread;

/** Links to a worker that runs worker.ts. */
export function linkDiskThread(worker: Worker): DiskThread {
  const calls = createBirpc<DiskFunctions>(
    {},
    {
      post: (message) => worker.postMessage(message),
      on: (listen) => void worker.on('message', listen),
      // a disk may take its time, and a dead thread rejects what waits for it
      timeout: -1,
    },
  );
  const gone = new Promise<void>((resolve) => {
    // told by what waits for it
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      calls.$close();
      resolve();
    });
  });
  worker.unref();
  return { calls, gone, close: () => void worker.terminate() };
}

/** Does the work in the calling thread: for tests, and for programs without threads. */
export const diskInThisThread = (flusher?: Flusher): DiskThread => {
  const functions = Object.entries(createDiskFunctions(flusher));
  const calls = functions.map(([name, call]: [string, (...args: never[]) => unknown]) => [
    name,
    (...args: never[]) => new Promise((resolve) => resolve(call(...args))),
  ]);
  // fromEntries forgets the names; each is the function of its own name, with a promise around what it gives
  const all = Object.fromEntries(calls) as DiskCalls;
  return { calls: all, gone: new Promise(() => undefined), close: () => undefined };
};

/** Milliseconds that a thread without work is kept for the next transfer: as long as connections are (KEPT_MS). */
const IDLE_MS = 60_000;

/** Stands where volumes are named; none is named so. */
const HASHING = 'hashing';

interface Kept {
  readonly thread: DiskThread;
  users: number;
  idle: NodeJS.Timeout | undefined;
}

/** The use of a disk thread, for as long as something that it keeps is needed. */
export interface DiskLease {
  readonly calls: DiskCalls;
  /** Safe twice. */
  readonly release: () => void;
}

/** One disk, as those see it who work on it. */
export interface Disk {
  /** Its thread, which stays until it is given back. */
  lease(): DiskLease;
  /** The thread that hashes for all disks, beside the one that waits for this disk. */
  leaseHashing(): DiskLease;
  /** Starts its thread, unless it runs: it will soon be needed, and a start takes longer than a small file. */
  prepare(): void;
  /** Its thread for one piece of work. */
  run<T>(work: (calls: DiskCalls) => Promise<T>): Promise<T>;
}

/** One thread for each volume that is in use: a disk that hangs keeps its own and no other. */
export class DiskThreads {
  readonly #start: StartDiskThread;
  readonly #kept = new Map<string, Kept>();

  constructor(start: StartDiskThread) {
    this.#start = start;
  }

  /** @param volume - a name of it: see `volumeOf` */
  of(volume: string): Disk {
    const lease = (): DiskLease => this.#lease(volume);
    const run: Disk['run'] = async (work) => {
      const { calls, release } = lease();
      try {
        return await work(calls);
      } finally {
        release();
      }
    };
    return { lease, run, leaseHashing: () => this.#lease(HASHING), prepare: () => lease().release() };
  }

  /** Ends all of them, whatever they do. */
  close(): void {
    for (const { thread, idle } of this.#kept.values()) {
      clearTimeout(idle);
      thread.close();
    }
    this.#kept.clear();
  }

  #lease(volume: string): DiskLease {
    const kept = this.#kept.get(volume) ?? this.#open(volume);
    clearTimeout(kept.idle);
    kept.users += 1;
    let isReleased = false;
    const release = (): void => {
      if (isReleased) return;
      isReleased = true;
      kept.users -= 1;
      if (kept.users === 0) this.#closeWhenIdle(volume, kept);
    };
    return { calls: kept.thread.calls, release };
  }

  #open(volume: string): Kept {
    const kept: Kept = { thread: this.#start(), users: 0, idle: undefined };
    this.#kept.set(volume, kept);
    void kept.thread.gone.then(() => this.#forget(volume, kept));
    return kept;
  }

  #closeWhenIdle(volume: string, kept: Kept): void {
    kept.idle = setTimeout(() => {
      this.#forget(volume, kept);
      kept.thread.close();
    }, IDLE_MS).unref();
  }

  #forget(volume: string, kept: Kept): void {
    if (this.#kept.get(volume) === kept) this.#kept.delete(volume);
  }
}
