import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
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
  readonly trash: (path: string) => Promise<boolean>;
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
  const state = createEngineState(selfWithoutEngine(options.engine), options.onEvent);
  const stopping = new AbortController();
  let current: EngineLink | null = null;
  let isReady = false;
  const orders = createOrders(options.engine);
  let settle: () => void = () => undefined;
  const settled = new Promise<void>((resolve) => (settle = resolve));
  const ask: Ask = async (call) => (current && isReady ? current.ask(call) : failure(ENGINE_STOPPED));

  /** Runs one engine until it is gone. */
  async function runOnce(): Promise<void> {
    const link = linkEngine(options.createThread(), {
      onEvents: (events) => state.applyAll(events),
      onLog: options.onLog,
      trash: options.trash,
    });
    current = link;
    const { settings, engine } = orders.next();
    const start = await link.ask((thread) => thread.start(engine));
    if (start.ok) {
      isReady = true;
      orders.started(settings, start.value.self.port);
      const newest = orders.next().settings;
      // what was changed while it started
      if (newest !== settings) void link.ask((thread) => thread.configure(newest));
      state.started(start.value);
      settle();
      await link.gone;
    }
    isReady = false;
    await link.terminate();
    if (!stopping.signal.aborted) {
      const error = start.ok ? ENGINE_STOPPED : start.error;
      const facts = { code: error.code };
      options.onLog({ level: 'error', message: 'the engine has ended and will be started again', facts });
      state.stopped(error);
    }
    settle();
  }

  void keepRunning(runOnce, stopping.signal);
  return {
    commands: createCommands(ask, state),
    configure(changed) {
      orders.change(changed);
      return ask((engine) => engine.configure(changed));
    },
    snapshot: () => settled.then(() => state.snapshot()),
    async stop() {
      stopping.abort();
      const timeout = pause(STOP_TIMEOUT_MS, undefined, { ref: false });
      await Promise.race([ask((engine) => engine.stop()), timeout]);
      const endTimeout = pause(END_TIMEOUT_MS, undefined, { ref: false });
      await Promise.race([options.beforeEnd?.(), endTimeout]);
      await current?.terminate();
    },
  };
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

/** This device while no engine has said who it is: nobody can reach it. */
function selfWithoutEngine({ name, platform, isDiscoveryOn }: EngineOptions): Self {
  const id = toPeerId('0'.repeat(64));
  return { id, name, platform, fingerprintWords: [], port: 0, addresses: [], isDiscoverable: isDiscoveryOn };
}
