import type { Worker } from 'node:worker_threads';
import type { ErrorInfo } from '../../shared/errors/error-info.ts';
import type { EngineOwner, EngineThread } from '../engine/engine-api.ts';
import { linkThread, type ThreadLink } from './thread-link.ts';

export const ENGINE_STOPPED: ErrorInfo = { code: 'ENGINE_STOPPED', at: 'here' };

/** One engine thread while it lives. */
export type EngineLink = ThreadLink<EngineThread>;

/** Speaks with the engine in `worker`. What the thread dies of goes to the log. */
export function linkEngine(worker: Worker, owner: EngineOwner): EngineLink {
  return linkThread<EngineThread, EngineOwner>(worker, {
    name: 'engine',
    owner,
    stopped: ENGINE_STOPPED,
    onError: (message, stack) => owner.onLog({ level: 'error', message, stack }),
  });
}
