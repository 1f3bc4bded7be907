import type { ChildProcess } from 'node:child_process';
import { createBirpc } from 'birpc';
import { LanyardError } from '../../../shared/errors/lanyard-error.ts';
import type { Result } from '../../../shared/errors/result.ts';
import type { Engine, EngineOwner, EngineThread } from '../engine-api.ts';

/** One life of an engine's process. */
export interface Life {
  readonly child: ChildProcess;
  readonly engine: Engine;
  readonly thread: Pick<EngineThread, 'start'>;
  readonly gone: Promise<void>;
  /** Lets it go, once its engine has stopped. */
  leave(): void;
}

export interface ProcessSurroundings {
  readonly netns: string | undefined;
  readonly env: Readonly<Record<string, string>>;
}

/** A process and whatever carries messages to it and back. */
export interface Carrier {
  readonly child: ChildProcess;
  post(message: object): void;
  on(listen: (message: unknown) => void): void;
  leave(): void;
}

/** Starts `script`; rejects when it does not come up. */
export type Carry = (script: string, args: readonly string[], surroundings: ProcessSurroundings) => Promise<Carrier>;

/** However slow the machine is; a call that takes longer is lost. */
const CALL_TIMEOUT_MS = 120_000;

/**
 * The engine of a process that has just been started.
 *
 * `toItsPath` is given every text among the arguments of a command; it changes those that are a path of ours.
 */
export function beginLife(owner: EngineOwner, carrier: Carrier, toItsPath: (path: string) => string): Life {
  const { child } = carrier;
  const rpc = createBirpc<EngineThread, EngineOwner>(owner, {
    post: (message: object) => carrier.post(message),
    on: (listen) => carrier.on(listen),
    timeout: CALL_TIMEOUT_MS,
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      rpc.$close(new Error('the engine process is gone'));
      resolve();
    });
  });
  const ask = async (command: keyof EngineThread, args: unknown[]): Promise<unknown> => {
    // what the thread's commands answer, all of them
    const result = (await Reflect.apply(rpc.$call, rpc, [command, ...args])) as Result<unknown>;
    if (result.ok) return result.value;
    throw new LanyardError(result.error.code, `${command} was refused`, { at: result.error.at });
  };
  const asItsPaths = (argument: unknown): unknown => {
    if (Array.isArray(argument)) return argument.map(asItsPaths);
    return typeof argument === 'string' ? toItsPath(argument) : argument;
  };
  const commands = new Proxy(
    {},
    {
      get:
        (_, command) =>
        (...args: unknown[]) =>
          ask(command as keyof Engine, args.map(asItsPaths)),
    },
  );
  // its names are those that the thread serves, and the thread serves all of an engine's
  const engine = commands as Engine;
  return { child, engine, thread: { start: (options) => rpc.start(options) }, gone, leave: () => carrier.leave() };
}
