import type { MessagePort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { assert } from '../../shared/errors/assert.ts';
import { LanyardError, toErrorInfo } from '../../shared/errors/lanyard-error.ts';
import { failure, success, type Result } from '../../shared/errors/result.ts';
import { forwardCommands } from './engine-api.ts';
import type { Engine, EngineEvent, EngineFunctions, EngineOptions, EngineOwner, EngineThread } from './engine-api.ts';
import { createEventBatch } from './event-batch.ts';
import type { Log } from './log.ts';
import { createLogLines } from './log-lines.ts';

type StartEngine = (
  options: EngineOptions,
  emit: (event: EngineEvent) => void,
  log: Log,
  trash: EngineOwner['trash'],
) => Promise<Engine>;

/** Runs one engine for whoever holds the other end of `port`, until it calls `stop` or closes the thread. */
export function serveEngine(port: MessagePort, startEngine: StartEngine): void {
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
        engine = await startEngine(
          options,
          (event) => batch.push(event),
          log,
          (path) => owner.trash(path),
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
}

/** The outcome of `run` as a value. */
type Answer = <T>(command: string, run: () => Promise<T>) => Promise<Result<T>>;

// what is not a LanyardError is our bug: logged with its stack, told as INTERNAL
function createAnswer(log: Log): Answer {
  return async (command, run) => {
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
