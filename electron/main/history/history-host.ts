import type { Worker } from 'node:worker_threads';
import { failure, type Result } from '../../../shared/errors/result.ts';
import type { HistoryCheck } from '../../../shared/model/history.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import {
  HISTORY_FAILED,
  type HistoryLogLine,
  type HistoryOwner,
  type HistoryThread,
} from '../../history/history-api.ts';
import { linkThread, type ThreadLink } from '../thread-link.ts';

export interface HistoryHostOptions {
  /** Starts a thread that runs electron/history/worker.ts. */
  readonly createThread: () => Worker;
  /** Absolute path of the database. */
  readonly file: string;
  /** Transfers that have not ended, as they are when a thread starts; null: not known yet. */
  readonly running: () => readonly TransferId[] | null;
  readonly onLog: (line: HistoryLogLine) => void;
  readonly onChecks: (checks: readonly HistoryCheck[]) => void;
  /** The thread has ended, and what only it knew is lost. */
  readonly onGone: () => void;
}

/** The history's thread: started when it is first needed, and again when it is needed after a death. */
export interface HistoryHost {
  /** The thread's answer; HISTORY_FAILED when there can be none. */
  readonly ask: <T>(run: (thread: HistoryThread) => Promise<Result<T>>) => Promise<Result<T>>;
  /** The same, but null when there is no thread. */
  readonly askIfThere: <T>(run: (thread: HistoryThread) => Promise<Result<T>>) => Promise<Result<T> | null>;
  /** Writes what is due and ends the thread, if there ever was one. It stays away then. */
  stop(): Promise<void>;
}

export function createHistoryHost(options: HistoryHostOptions): HistoryHost {
  const { createThread, file, running, onLog, onChecks, onGone } = options;
  let link: ThreadLink<HistoryThread> | null = null;
  let opening: Promise<Result<null>> | null = null;
  let isStopped = false;

  function start(): ThreadLink<HistoryThread> {
    const started = linkThread<HistoryThread, HistoryOwner>(createThread(), {
      name: 'history',
      owner: { onLog, onChecks },
      stopped: HISTORY_FAILED,
      onError: (message, stack) => onLog({ level: 'error', message, stack }),
    });
    void started.gone.then(() => {
      if (link !== started) return;
      link = null;
      opening = null;
      onGone();
    });
    return started;
  }

  async function ask<T>(run: (thread: HistoryThread) => Promise<Result<T>>): Promise<Result<T>> {
    if (isStopped) return failure(HISTORY_FAILED);
    const current = (link ??= start());
    const attempt = (opening ??= current.ask((thread) => thread.open({ file, running: running() })));
    const opened = await attempt;
    if (opened.ok) return current.ask(run);
    // a folder that could not be written to may be by the next time
    if (opening === attempt) opening = null;
    return opened;
  }

  return {
    ask,
    askIfThere: async (run) => (link === null ? null : ask(run)),
    async stop() {
      isStopped = true;
      const last = link;
      if (last === null) return;
      await last.ask((thread) => thread.close());
      await last.terminate();
    },
  };
}
