import type { Result } from '../../../shared/errors/result.ts';
import type { HistoryPage, HistoryQuery, Page, PageQuery } from '../../../shared/ipc/contract.ts';
import type { HistoryCheck, HistoryFile, HistoryProblem } from '../../../shared/model/history.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import type { HistoryLogLine, HistoryOrigin, ReceiptHead } from '../../history/history-api.ts';
import type { StateEvent } from '../engine-state.ts';
import { commandDone } from '../replies.ts';
import { HistoryHost, type HistoryHostOptions } from './history-host.ts';
import { createKnownChecks } from './known-checks.ts';
import { Recorder, type RecorderOptions } from './recorder.ts';

/** What was sent and received, kept in a database by a thread of its own. */
export interface History {
  /** Hears everything that the engine says, and writes down what begins and what ends. */
  note(event: StateEvent): void;
  page(query: HistoryQuery): Promise<Result<HistoryPage>>;
  files(query: PageQuery): Promise<Result<Page<HistoryFile>>>;
  remove(transferId: TransferId): Promise<Result<null>>;
  clear(): Promise<Result<null>>;
  /** For sending again and showing: TRANSFER_UNKNOWN when there is no such entry. */
  origin(transferId: TransferId): Promise<Result<HistoryOrigin>>;
  receipt(transferId: TransferId): Promise<Result<ReceiptHead>>;
  /** @param file - absolute, chosen by the user */
  saveReceipt(transferId: TransferId, file: string): Promise<Result<null>>;
  startCheck(transferId: TransferId): Promise<Result<null>>;
  cancelCheck(transferId: TransferId): Promise<Result<null>>;
  /** All of this run, as last told. */
  checks(): readonly HistoryCheck[];
  problems(query: PageQuery): Promise<Result<Page<HistoryProblem>>>;
  /** Resolves when what ended has been written. To be awaited before the engine forgets a transfer, and before quitting. */
  settled(): Promise<void>;
  /** Writes what is due and ends the thread. */
  stop(): Promise<void>;
}

export interface HistoryOptions
  extends Omit<HistoryHostOptions, 'running' | 'onGone'>,
    Pick<RecorderOptions, 'engine' | 'isOn' | 'onChanged'> {
  readonly onLog: (line: HistoryLogLine) => void;
}

/** Nothing is started or opened before the first transfer, or the first question. */
export function startHistory(options: HistoryOptions): History {
  const { onChanged, onLog } = options;
  const checks = createKnownChecks(options.onChecks);
  const host = new HistoryHost({
    ...options,
    onChecks: checks.replace,
    onGone: checks.abandon,
    running: () => recorder.running(),
  });
  const ask: HistoryHost['ask'] = (run) => host.ask(run);
  const recorder = new Recorder({
    ...options,
    ask,
    onReady: (running) => void settleLeftovers(running),
    onLost: () => onLog({ level: 'warn', message: 'a transfer could not be written to the history' }),
  });

  /** What an earlier run began is known to go on, or not, once an engine has started. */
  async function settleLeftovers(running: readonly TransferId[]): Promise<void> {
    const interrupted = await host.askIfThere((history) => history.settle(running));
    if (interrupted?.ok === true && interrupted.value > 0) onChanged();
  }

  return {
    note: (event) => recorder.note(event),
    ...questions(ask),
    ...changes(ask, onChanged),
    checks: checks.current,
    settled: () => recorder.settled(),
    async stop() {
      await recorder.settled();
      await host.stop();
    },
  };
}

type Change = 'remove' | 'clear';
type Question = Exclude<keyof History, Change | 'note' | 'checks' | 'settled' | 'stop'>;

/** What the thread answers, or does without changing the list. */
function questions(ask: HistoryHost['ask']): Pick<History, Question> {
  return {
    page: (query) => ask((history) => history.page(query)),
    files: (query) => ask((history) => history.files(query)),
    origin: (transferId) => ask((history) => history.origin(transferId)),
    receipt: (transferId) => ask((history) => history.receipt(transferId)),
    saveReceipt: (transferId, file) => ask((history) => history.saveReceipt(transferId, file)),
    startCheck: (transferId) => ask((history) => history.startCheck(transferId)),
    cancelCheck: (transferId) => ask((history) => history.cancelCheck(transferId)),
    problems: (query) => ask((history) => history.problems(query)),
  };
}

/** What the user changes in the list. */
function changes(ask: HistoryHost['ask'], onChanged: () => void): Pick<History, Change> {
  const changing = async (work: Promise<Result<void>>): Promise<Result<null>> => {
    const result = await commandDone(work);
    if (result.ok) onChanged();
    return result;
  };
  return {
    remove: (transferId) => changing(ask((history) => history.remove(transferId))),
    clear: () => changing(ask((history) => history.clear())),
  };
}
