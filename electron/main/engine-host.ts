import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { ErrorInfo } from '../../shared/errors/error-info.ts';
import { failure, success, type Result } from '../../shared/errors/result.ts';
import { toPeerId } from '../../shared/model/ids.ts';
import type { Self } from '../../shared/model/peer.ts';
import { forwardCommands } from '../engine/engine-api.ts';
import type { EngineCommands, EngineOptions, EngineSettings, EngineThread, LogLine } from '../engine/engine-api.ts';
import { ENGINE_STOPPED, linkEngine, type EngineLink } from './engine-link.ts';
import { createEngineState, type EngineState, type EngineView, type StateListener } from './engine-state.ts';

/** Milliseconds. How long peers may be told goodbye when we quit; then they find out by themselves. */
const STOP_TIMEOUT_MS = 2_000;
/** Milliseconds. How long {@link EngineHostOptions.beforeEnd} may take. */
const END_TIMEOUT_MS = 3_000;
/** Milliseconds before a dead engine is started again; doubled each time up to the second figure. */
const RESTART_MS = { first: 500, longest: 30_000 } as const;
/** Milliseconds an engine has to live for the deaths before it to be forgiven. */
const STABLE_AFTER_MS = 60_000;

export interface EngineHostOptions {
  /** Starts a thread that runs electron/engine/worker.ts. */
  readonly createThread: () => Worker;
  readonly engine: EngineOptions;
  readonly onEvent: StateListener;
  readonly onLog: (line: LogLine) => void;
  /** Moves a file to the system's trash; false: it stays where it is. Never rejects. */
  readonly trash: (path: string, mark: string) => Promise<boolean>;
  /** Called when the engine has stopped for good and still answers; its thread ends after this, or after 3 s. */
  readonly beforeEnd?: () => Promise<void>;
}

type HostCommands = Omit<EngineCommands, 'snapshot' | 'stop' | 'configure'>;

/** The engine's thread, kept alive. */
export interface EngineHost {
  /** Answer ENGINE_STOPPED while there is no engine. */
  readonly commands: HostCommands;
  /** Changes what the engine does, and what every engine after it does. ENGINE_STOPPED: the next one will. */
  configure(settings: EngineSettings): Promise<Result<void>>;
  /** The state as of the last event. Waits for the first start, whether that works or not. */
  snapshot(): Promise<EngineView>;
  /** Resolves when peers were told, or after 2 s; the thread is gone then and stays away. */
  stop(): Promise<void>;
}

/** Starts the engine in a thread and starts it anew, after growing pauses, whenever it dies. */
export function startEngineHost(options: EngineHostOptions): EngineHost {
  return new KeptEngine(options);
}

class KeptEngine implements EngineHost {
  readonly commands: HostCommands;
  readonly #options: EngineHostOptions;
  readonly #state: EngineState;
  readonly #orders: ReturnType<typeof createOrders>;
  readonly #stopping = new AbortController();
  #current: EngineLink | null = null;
  /** False while there is none, or while it starts. */
  #isReady = false;
  readonly #settled: Promise<void>;
  #settle: () => void = () => undefined;

  constructor(options: EngineHostOptions) {
    this.#options = options;
    this.#state = createEngineState(selfWithoutEngine(options.engine), options.onEvent);
    this.#orders = createOrders(options.engine);
    this.#settled = new Promise<void>((resolve) => (this.#settle = resolve));
    this.commands = createCommands((call) => this.#ask(call), this.#state);
    void keepRunning(() => this.#runOnce(), this.#stopping.signal);
  }

  configure(changed: EngineSettings): Promise<Result<void>> {
    this.#orders.change(changed);
    return this.#ask((engine) => engine.configure(changed));
  }

  async snapshot(): Promise<EngineView> {
    await this.#settled;
    return this.#state.snapshot();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const timeout = pause(STOP_TIMEOUT_MS, undefined, { ref: false });
    await Promise.race([this.#ask((engine) => engine.stop()), timeout]);
    const endTimeout = pause(END_TIMEOUT_MS, undefined, { ref: false });
    await Promise.race([this.#options.beforeEnd?.(), endTimeout]);
    await this.#current?.terminate();
  }

  /** Runs one engine until it is gone. */
  async #runOnce(): Promise<void> {
    const link = linkEngine(this.#options.createThread(), {
      onEvents: (events) => this.#state.applyAll(events),
      onLog: this.#options.onLog,
      trash: this.#options.trash,
    });
    this.#current = link;
    const { settings, engine } = this.#orders.next();
    const start = await link.ask((thread) => thread.start(engine));
    if (start.ok) {
      this.#isReady = true;
      this.#orders.started(settings, start.value.self.port);
      const newest = this.#orders.next().settings;
      // what was changed while it started
      if (newest !== settings) void link.ask((thread) => thread.configure(newest));
      this.#state.started(start.value);
      this.#settle();
      await link.gone;
    }
    this.#isReady = false;
    await link.terminate();
    if (!this.#stopping.signal.aborted) this.#noteDeath(start.ok ? ENGINE_STOPPED : start.error);
    this.#settle();
  }

  #noteDeath(error: ErrorInfo): void {
    const facts = { code: error.code };
    this.#options.onLog({ level: 'error', message: 'the engine has ended and will be started again', facts });
    this.#state.stopped(error);
  }

  async #ask<T>(call: (engine: EngineThread) => Promise<Result<T>>): Promise<Result<T>> {
    return this.#current && this.#isReady ? this.#current.ask(call) : failure(ENGINE_STOPPED);
  }
}

/** What the next engine is started with: the newest settings, and the port where peers know this device. */
function createOrders(engine: EngineOptions) {
  let settings: EngineSettings = engine;
  // null: the port of the settings
  let port: number | null = null;
  return {
    next: () => ({ settings, engine: { ...engine, ...settings, port: port ?? settings.port } }),
    change(changed: EngineSettings): void {
      if (changed.port !== settings.port) port = null;
      settings = changed;
    },
    started(used: EngineSettings, listeningAt: number): void {
      if (used.port === settings.port) port = listeningAt || port;
    },
  };
}

/** Calls `run` again and again, after pauses that grow while it ends early, until `signal` is aborted. */
async function keepRunning(run: () => Promise<void>, signal: AbortSignal): Promise<void> {
  let restartMs: number = RESTART_MS.first;
  while (!signal.aborted) {
    const startedAtMs = performance.now();
    await run();
    if (performance.now() - startedAtMs > STABLE_AFTER_MS) restartMs = RESTART_MS.first;
    // it throws only when aborted, and then the loop ends by itself
    await pause(restartMs, undefined, { signal }).catch(() => undefined);
    restartMs = Math.min(restartMs * 2, RESTART_MS.longest);
  }
}

type Ask = <T>(call: (engine: EngineThread) => Promise<Result<T>>) => Promise<Result<T>>;

/** Every command of the engine goes to its thread as it is, but for what died with an earlier engine. */
function createCommands(ask: Ask, state: EngineState): HostCommands {
  const asked = forwardCommands((command, args) => ask((engine: EngineCommands) => engine[command](...args)));
  return {
    ...asked,
    async dismiss(transferId) {
      return state.dropOrphan(transferId) ? success(undefined) : asked.dismiss(transferId);
    },
  };
}

const NO_TROUBLE = { discoveryTrouble: null, isNewIdentity: false } as const;

/** This device while no engine has said who it is: nobody can reach it. */
function selfWithoutEngine({ name, platform, isDiscoveryOn }: EngineOptions): Self {
  const id = toPeerId('0'.repeat(64));
  return {
    id,
    name,
    platform,
    fingerprintWords: [],
    port: 0,
    addresses: [],
    isDiscoverable: isDiscoveryOn,
    ...NO_TROUBLE,
  };
}
