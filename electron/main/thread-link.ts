import type { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { ErrorInfo } from '../../shared/errors/error-info.ts';
import { failure, type Result } from '../../shared/errors/result.ts';

/** One thread of ours while it lives. */
export interface ThreadLink<Thread> {
  /** The thread's answer; the link's `stopped` when it dies before it answers, or died before it was asked. */
  ask<T>(run: (thread: Thread) => Promise<Result<T>>): Promise<Result<T>>;
  /** Resolves when the thread has gone, for whatever reason. */
  readonly gone: Promise<void>;
  /** Ends the thread at once. */
  terminate(): Promise<void>;
}

interface LinkOptions<Owner extends object> {
  /** What it is, for the log. */
  readonly name: string;
  /** What the thread may call. */
  readonly owner: Owner;
  /** The answer of a thread that is not there. */
  readonly stopped: ErrorInfo;
  readonly onError: (message: string, stack: string) => void;
}

/** Speaks with the thread in `worker`, which answers errors as values. What it dies of is told to `onError`. */
export function linkThread<Thread extends object, Owner extends object>(
  worker: Worker,
  { name, owner, stopped, onError }: LinkOptions<Owner>,
): ThreadLink<Thread> {
  const rpc = createBirpc<Thread, Owner>(owner, {
    post: (message) => worker.postMessage(message),
    on: (listen) => void worker.on('message', listen),
    off: (listen) => void worker.off('message', listen),
    // a call may take long, and a dead thread rejects what waits for it
    timeout: -1,
  });
  const logError = (message: string, error: unknown): void => {
    onError(message, error instanceof Error ? (error.stack ?? error.message) : String(error));
  };
  worker.on('error', (error) => logError(`the ${name} died`, error));
  const gone = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      rpc.$close();
      resolve();
    });
  });
  return {
    gone,
    async ask(run) {
      try {
        // birpc's proxy has all that the thread offers, each as a promise, which it is there already
        return await run(rpc as unknown as Thread);
      } catch (error) {
        // it went away under the call, or the channel has a bug
        if (!rpc.$closed) logError(`a call of the ${name} failed`, error);
        return failure(stopped);
      }
    },
    async terminate() {
      await worker.terminate();
    },
  };
}
