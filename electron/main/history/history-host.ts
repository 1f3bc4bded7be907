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
export class HistoryHost {
  readonly #options: HistoryHostOptions;
  #link: ThreadLink<HistoryThread> | null = null;
  #opening: Promise<Result<null>> | null = null;
  #isStopped = false;

  constructor(options: HistoryHostOptions) {
    this.#options = options;
  }

  /** The thread's answer; HISTORY_FAILED when there can be none. */
  async ask<T>(run: (thread: HistoryThread) => Promise<Result<T>>): Promise<Result<T>> {
    if (this.#isStopped) return failure(HISTORY_FAILED);
    const { file, running } = this.#options;
    const link = (this.#link ??= this.#start());
    const attempt = (this.#opening ??= link.ask((thread) => thread.open({ file, running: running() })));
    const opened = await attempt;
    if (opened.ok) return link.ask(run);
    // a folder that could not be written to may be by the next time
    if (this.#opening === attempt) this.#opening = null;
    return opened;
  }

  /** The same, but null when there is no thread. */
  async askIfThere<T>(run: (thread: HistoryThread) => Promise<Result<T>>): Promise<Result<T> | null> {
    return this.#link === null ? null : this.ask(run);
  }

  /** Writes what is due and ends the thread, if there ever was one. It stays away then. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const last = this.#link;
    if (last === null) return;
    await last.ask((thread) => thread.close());
    await last.terminate();
  }

  #start(): ThreadLink<HistoryThread> {
    const { createThread, onLog, onChecks } = this.#options;
    const started = linkThread<HistoryThread, HistoryOwner>(createThread(), {
      name: 'history',
      owner: { onLog, onChecks },
      stopped: HISTORY_FAILED,
      onError: (message, stack) => onLog({ level: 'error', message, stack }),
    });
    void started.gone.then(() => this.#forget(started));
    return started;
  }

  #forget(gone: ThreadLink<HistoryThread>): void {
    if (this.#link !== gone) return;
    this.#link = null;
    this.#opening = null;
    this.#options.onGone();
  }
}
