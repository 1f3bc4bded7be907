import type { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { ErrorInfo } from '../../shared/errors/error-info.ts';
import { failure, type Result } from '../../shared/errors/result.ts';
import type { EngineOwner, EngineThread } from '../engine/engine-api.ts';

export const ENGINE_STOPPED: ErrorInfo = { code: 'ENGINE_STOPPED', at: 'here' };

/** One engine thread while it lives. */
export interface EngineLink {
  /** The thread's answer; ENGINE_STOPPED when it dies before it answers, or died before it was asked. */
  ask<T>(run: (engine: EngineThread) => Promise<Result<T>>): Promise<Result<T>>;
  /** Resolves when the thread has gone, for whatever reason. */
  readonly gone: Promise<void>;
  /** Ends the thread at once. */
  terminate(): Promise<void>;
}

/** Speaks with the engine in `worker`. What the thread dies of goes to the log. */
export function linkEngine(worker: Worker, owner: EngineOwner): EngineLink {
  const rpc = createBirpc<EngineThread, EngineOwner>(owner, {
    post: (message) => worker.postMessage(message),
    on: (listen) => void worker.on('message', listen),
    off: (listen) => void worker.off('message', listen),
    // a dial may take long, and a dead thread rejects what waits for it
    timeout: -1,
  });
  const logError = (message: string, error: unknown): void => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    owner.onLog({ level: 'error', message, stack });
  };
  worker.on('error', (error) => logError('the engine died', error));
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
        return await run(rpc);
      } catch (error) {
        // the thread answers errors as values: it went away under the call, or the channel has a bug
        if (!rpc.$closed) logError('a call of the engine failed', error);
        return failure(ENGINE_STOPPED);
      }
    },
    async terminate() {
      await worker.terminate();
    },
  };
}
