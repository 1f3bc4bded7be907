import type { MessagePort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { assert } from '../../shared/errors/assert.ts';
import { LanyardError, toErrorInfo } from '../../shared/errors/lanyard-error.ts';
import { failure, success, type Result } from '../../shared/errors/result.ts';
import type { StartDiskThread } from './disk-thread/disk-threads.ts';
import type { startEngine } from './engine.ts';
import { forwardCommands } from './engine-api.ts';
import type { Engine, EngineFunctions, EngineOwner, EngineThread, LogLine } from './engine-api.ts';
import { createEventBatch } from './event-batch.ts';
import type { Log, LogFacts } from './log.ts';

/**
 * Runs one engine for whoever holds the other end of `port`, until it calls `stop` or closes the thread.
 *
 * @param startDiskThread - see `startEngine`
 * @returns its log
 */
export function serveEngine(port: MessagePort, start: typeof startEngine, startDiskThread?: StartDiskThread): Log {
  let engine: Engine | null = null;
  const running = (): EngineFunctions => {
    assert(engine !== null, 'a command came before the engine was started');
    return engine;
  };
  const log = createLogLines((line) => void owner.onLog.asEvent(line));
  const batch = createEventBatch((events) => void owner.onEvents.asEvent(events));
  const answer = createAnswer(log);
  const commands = forwardCommands((command, args) => answer(command, () => running()[command](...args)));
  const thread: EngineThread = {
    ...commands,
    start: (options) =>
      answer('start', async () => {
        assert(engine === null, 'the engine was started twice');
        engine = await start(
          options,
          (event) => batch.push(event),
          log,
          (path, mark) => owner.trash(path, mark),
          startDiskThread,
        );
        return engine.snapshot();
      }),
    async stop() {
      const result = await commands.stop();
      batch.flush();
      return result;
    },
  };
  const owner = createBirpc<EngineOwner, EngineThread>(thread, {
    post: (message) => port.postMessage(message),
    on: (listen) => void port.on('message', listen),
    timeout: -1,
  });
  return log;
}

/** The outcome of `run` as a value. What is not a LanyardError is our bug: logged with its stack, told as INTERNAL. */
function createAnswer(log: Log) {
  return async <T>(command: string, run: () => Promise<T>): Promise<Result<T>> => {
    try {
      return success(await run());
    } catch (error) {
      if (error instanceof LanyardError)
        log.info(`${command}: ${error.message}`, { code: error.code, ...error.context });
      else log.error(`${command} failed unexpectedly`, error);
      return failure(toErrorInfo(error));
    }
  };
}

/** A log whose lines are plain data, so that they can cross to the thread that writes the file. */
function createLogLines(write: (line: LogLine) => void): Log {
  return {
    info: (message, facts) => write({ level: 'info', message, ...(facts && { facts }) }),
    warn: (message, facts) => write({ level: 'warn', message, ...(facts && { facts }) }),
    error: (message, error) => write({ level: 'error', message, facts: factsOf(error), stack: stackOf(error) }),
  };
}

function factsOf(error: unknown): LogFacts {
  return error instanceof LanyardError ? { code: error.code, ...error.context } : {};
}

// causes can be circular in theory; five levels tell enough
function stackOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  if (error.cause === undefined || depth === 5) return own;
  return `${own}\ncaused by ${stackOf(error.cause, depth + 1)}`;
}
