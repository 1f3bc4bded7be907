import type { MessagePort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { LanyardError, toErrorInfo } from '../../shared/errors/lanyard-error.ts';
import { failure, success, type Result } from '../../shared/errors/result.ts';
import { Checks } from './checks.ts';
import {
  HISTORY_FAILED,
  type HistoryLogLine,
  type HistoryOwner,
  type HistoryStore,
  type HistoryThread,
  type OpenOptions,
} from './history-api.ts';
import { saveReceipt } from './receipt.ts';

type OpenStore = (options: OpenOptions, log: (line: HistoryLogLine) => void) => HistoryStore;

/** Keeps one history for whoever holds the other end of `port`. */
export function serveHistory(port: MessagePort, openStore: OpenStore): void {
  const log = (line: HistoryLogLine): void => void owner.onLog.asEvent(line);
  const slot = createStoreSlot(openStore, log);
  const checks = createChecks(slot.opened, log, (all) => void owner.onChecks.asEvent(all));
  const calls: Calls = {
    answer: (name, run) => attempt(name, run, log),
    done: (name, run) => attempt(name, async () => (await run(), null), log),
  };
  const thread: HistoryThread = { ...storeCalls(calls, slot), ...checkCalls(calls, slot, checks) };
  const owner = createBirpc<HistoryOwner, HistoryThread>(thread, {
    post: (message) => port.postMessage(message),
    on: (listen) => void port.on('message', listen),
    timeout: -1,
  });
}

/** Runs one call and turns what it throws into a Result. SQLite is synchronous: a call is done before the next begins. */
interface Calls {
  readonly answer: <T>(name: string, run: () => T) => Promise<Result<T>>;
  /** The same for what gives nothing back. */
  readonly done: (name: string, run: () => unknown) => Promise<Result<null>>;
}

/** The store, opened by the first call of the owner. */
interface StoreSlot {
  readonly open: (options: OpenOptions) => void;
  /** @throws LanyardError HISTORY_FAILED before `open` */
  readonly opened: () => HistoryStore;
  readonly close: () => void;
}

function createStoreSlot(openStore: OpenStore, log: (line: HistoryLogLine) => void): StoreSlot {
  let store: HistoryStore | null = null;
  return {
    open: (options) => void (store ??= openStore(options, log)),
    opened: () => {
      if (store === null) throw new LanyardError('HISTORY_FAILED', 'not open');
      return store;
    },
    close: () => store?.close(),
  };
}

type CheckCall = 'startCheck' | 'cancelCheck' | 'problems' | 'remove' | 'clear' | 'close';

function storeCalls({ answer, done }: Calls, { open, opened }: StoreSlot): Omit<HistoryThread, CheckCall> {
  return {
    open: (options) => done('open', () => open(options)),
    settle: (running) => answer('settle', () => opened().settle(running)),
    begin: (transfer, places) => answer('begin', () => opened().begin(transfer, places)),
    addFiles: (transferId, rows) => answer('addFiles', () => opened().addFiles(transferId, rows)),
    end: (transfer, places) => answer('end', () => opened().end(transfer, places)),
    drop: (transferId) => answer('drop', () => opened().drop(transferId)),
    page: (query) => answer('page', () => opened().page(query)),
    files: (query) => answer('files', () => opened().files(query)),
    origin: (transferId) => answer('origin', () => opened().origin(transferId)),
    receipt: (transferId) => answer('receipt', () => opened().receipt(transferId)),
    saveReceipt: (transferId, file) => done('saveReceipt', () => saveReceipt(opened(), transferId, file)),
  };
}

/** Checks, and what ends them: an entry that goes is checked no longer. */
function checkCalls({ answer, done }: Calls, slot: StoreSlot, checks: Checks): Pick<HistoryThread, CheckCall> {
  return {
    startCheck: (transferId) => done('startCheck', () => checks.start(transferId)),
    cancelCheck: (transferId) => done('cancelCheck', () => checks.cancel(transferId)),
    problems: (query) => answer('problems', () => checks.problems(query)),
    remove: (transferId) =>
      answer('remove', () => {
        checks.cancel(transferId);
        slot.opened().remove(transferId);
      }),
    clear: () =>
      answer('clear', () => {
        checks.cancelAll();
        slot.opened().clear();
      }),
    close: () =>
      answer('close', () => {
        checks.cancelAll();
        slot.close();
      }),
  };
}

/** The store may be opened later, so it is asked for whenever it is needed. */
function createChecks(
  opened: () => HistoryStore,
  log: (line: HistoryLogLine) => void,
  onChecks: HistoryOwner['onChecks'],
): Checks {
  return new Checks({
    source: {
      receipt: (transferId) => opened().receipt(transferId),
      origin: (transferId) => opened().origin(transferId),
      list: (transferId, place, limit) => opened().list(transferId, place, limit),
      listed: (transferId, places) => opened().listed(transferId, places),
      tops: (transferId) => opened().tops(transferId),
    },
    onChecks,
    log,
  });
}

async function attempt<T>(
  name: string,
  run: () => T | Promise<T>,
  log: (line: HistoryLogLine) => void,
): Promise<Result<T>> {
  try {
    return success(await run());
  } catch (error) {
    // out of WebAssembly memory, say: this thread is of no more use, its owner starts another
    if (error instanceof Error && isFatal(error)) setImmediate(() => crash(error));
    if (!(error instanceof LanyardError)) {
      log({ level: 'error', message: `${name} failed unexpectedly`, stack: stackOf(error) });
      return failure(HISTORY_FAILED);
    }
    const level = error.code === 'HISTORY_FAILED' ? 'error' : 'info';
    log({ level, message: `${name}: ${error.message}`, facts: { code: error.code }, stack: stackOf(error) });
    return failure(toErrorInfo(error));
  }
}

function isFatal(error: Error): boolean {
  return error.name === 'RuntimeError' || (error.cause instanceof Error && isFatal(error.cause));
}

function crash(error: Error): never {
  throw error;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\ncaused by ${stackOf(error.cause)}`;
}
