import { fork, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBirpc } from 'birpc';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { LanyardError } from '../../../shared/errors/lanyard-error.ts';
import type { Result } from '../../../shared/errors/result.ts';
import type { PeerId } from '../../../shared/model/ids.ts';
import { isEnded } from '../../../shared/model/transfer.ts';
import type { Engine, EngineEvent, EngineOptions, EngineOwner, EngineThread, LogLine } from '../engine-api.ts';
import { bundleScript } from './bundle-script.ts';
import type { KillPoint } from './kill-point.ts';
import { makeTempDir } from './temp-dir.ts';
import { playTrash } from './trash-folder.ts';
import { toSettings, type TestEngine } from './test-engine.ts';

/** A test engine in a process of its own, which can be killed and started again where it was. */
export interface EngineProcess extends TestEngine {
  readonly isAlive: boolean;
  /** Null: it is gone. */
  readonly pid: number | null;
  /** The last lines of its log, for the message of a failed test. */
  readonly log: readonly LogLine[];
  /** Stops it for a while, say: a computer that sleeps. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when it is gone, for whatever reason. */
  untilGone(): Promise<void>;
  /** Starts it again with the same directories, on the same port unless told otherwise. */
  restart(options?: Partial<EngineOptions>, killPoint?: KillPoint): Promise<void>;
}

interface ProcessOptions extends Partial<EngineOptions> {
  /** Accepts every offer as it comes, in later runs too. */
  readonly autoAccept?: boolean;
  readonly killPoint?: KillPoint;
  /** Network namespace to run in; needs root. */
  readonly netns?: string;
  /** Added to the environment of the process, in later runs too. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long `until` looks; for what takes longer than the usual. */
  readonly untilTimeoutMs?: number;
}

/** However slow the machine is; a call that takes longer is lost. */
const CALL_TIMEOUT_MS = 120_000;
const UNTIL_TIMEOUT_MS = 240_000;
const LOG_LINES_MAX = 200;

let script = '';

/** To be called at the top of a test file that uses `startEngineProcess`. */
export function prepareEngineProcesses(): void {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lanyard-test-'));
    script = await bundleScript(directory, join(import.meta.dirname, 'engine-child.ts'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
}

/** One life of the process. */
interface Life {
  readonly child: ChildProcess;
  readonly engine: Engine;
  readonly thread: Pick<EngineThread, 'start'>;
  readonly gone: Promise<void>;
}

interface ForkOptions {
  readonly killPoint: KillPoint | undefined;
  readonly netns: string | undefined;
  readonly env: Readonly<Record<string, string>>;
}

function begin(owner: EngineOwner, { killPoint, netns, env }: ForkOptions): Life {
  // `ip` becomes what it is told to run, with the same process id and channel
  const inside = { execPath: 'ip', execArgv: ['netns', 'exec', netns ?? '', process.execPath] };
  const child = fork(script, killPoint ? [JSON.stringify(killPoint)] : [], {
    serialization: 'advanced',
    env: { ...process.env, ...env },
    ...(netns !== undefined && inside),
  });
  const rpc = createBirpc<EngineThread, EngineOwner>(owner, {
    // a process that was killed a moment ago takes nothing
    post: (message: object) => {
      if (child.connected) child.send(message, () => undefined);
    },
    on: (listen) => void child.on('message', listen),
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
  const commands = new Proxy(
    {},
    {
      get:
        (_, command) =>
        (...args: unknown[]) =>
          ask(command as keyof Engine, args),
    },
  );
  // its names are those that the thread serves, and the thread serves all of an engine's
  return { child, engine: commands as Engine, thread: { start: (options) => rpc.start(options) }, gone };
}

interface Surroundings extends Pick<ForkOptions, 'netns' | 'env'> {
  readonly untilTimeoutMs: number;
}

class ForkedEngine implements EngineProcess {
  id: PeerId = '' as PeerId; // before `start`
  port = 0;
  readonly inboxDir: string;
  readonly dataDir: string;
  readonly trashDir: string;
  readonly settings: EngineOptions;
  readonly log: LogLine[] = [];
  readonly #surroundings: Surroundings;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  #life: Life | null = null;

  constructor(settings: EngineOptions, isAccepting: boolean, surroundings: Surroundings) {
    this.settings = settings;
    this.#surroundings = surroundings;
    this.inboxDir = settings.inboxDir;
    this.dataDir = settings.dataDir;
    this.trashDir = join(settings.dataDir, '..', 'trash');
    if (isAccepting) this.onEvent((event) => this.#accept(event));
  }

  get isAlive(): boolean {
    return this.#life !== null;
  }

  get pid(): number | null {
    return this.#life?.child.pid ?? null;
  }

  get engine(): Engine {
    if (!this.#life) throw new Error('the engine process is not running');
    return this.#life.engine;
  }

  onEvent(listener: (event: EngineEvent) => void): void {
    this.#listeners.add(listener);
  }

  async restart(options: Partial<EngineOptions> = {}, killPoint?: KillPoint): Promise<void> {
    if (this.#life) throw new Error('it still runs');
    const owner: EngineOwner = {
      onEvents: (events) => this.#tell(events),
      onLog: (line) => this.#note(line),
      trash: playTrash(this.trashDir),
    };
    const life = begin(owner, { killPoint, ...this.#surroundings });
    this.#life = life;
    void life.gone.then(() => {
      if (this.#life === life) this.#life = null;
    });
    const started = await life.thread.start({ ...this.settings, port: this.port, ...options });
    if (!started.ok) throw new Error(`the engine did not start: ${started.error.code}`);
    const { self, offers } = started.value;
    this.id = self.id;
    this.port = self.port;
    this.#tell([{ type: 'offers', offers }]);
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#life?.child.kill(name);
  }

  async kill(): Promise<void> {
    this.#life?.child.kill('SIGKILL');
    await this.untilGone();
  }

  async untilGone(): Promise<void> {
    await this.#life?.gone;
  }

  async stop(): Promise<void> {
    const life = this.#life;
    if (!life) return;
    await life.engine.stop();
    life.child.disconnect();
    await life.gone;
  }

  /** Goes on looking while the process is away. */
  until: TestEngine['until'] = (look) =>
    new Promise((resolve, reject) => {
      const { untilTimeoutMs } = this.#surroundings;
      const settle = (): void => {
        clearTimeout(timer);
        this.#listeners.delete(check);
      };
      const check = (): void => {
        // a process that is gone tells nothing; the next one will
        void this.#life?.engine.snapshot().then(
          (state) => {
            const found = look(state);
            if (found === undefined) return;
            settle();
            resolve(found);
          },
          () => undefined,
        );
      };
      const timer = setTimeout(() => {
        settle();
        void this.#describe().then((state) => reject(new Error(`not seen in ${untilTimeoutMs} ms: ${state}`)));
      }, untilTimeoutMs);
      this.#listeners.add(check);
      check();
    });

  untilOffer: TestEngine['untilOffer'] = () => this.until(({ offers }) => offers[0]);

  untilEnded: TestEngine['untilEnded'] = (transferId) =>
    this.until(({ transfers }) => transfers.find(({ id, state }) => id === transferId && isEnded(state)));

  untilPeer: TestEngine['untilPeer'] = (peerId, status) =>
    this.until(({ peers }) => peers.find((peer) => peer.id === peerId && peer.status === status));

  #tell(events: readonly EngineEvent[]): void {
    for (const event of events) for (const listener of [...this.#listeners]) listener(event);
  }

  #note(line: LogLine): void {
    this.log.push(line);
    this.log.splice(0, this.log.length - LOG_LINES_MAX);
  }

  #accept(event: EngineEvent): void {
    if (event.type !== 'offers') return;
    // it may be gone by now, the offer as well as the process: then it comes again
    for (const { transferId } of event.offers) void this.engine.accept(transferId, []).catch(() => undefined);
  }

  async #describe(): Promise<string> {
    const state = await this.#life?.engine.snapshot().catch(() => 'no answer');
    return JSON.stringify({ name: this.settings.name, isAlive: this.isAlive, state, log: this.log.slice(-20) });
  }
}

/** Starts an engine in a process of its own that is killed after the test. */
export async function startEngineProcess(name: string, options: ProcessOptions = {}): Promise<EngineProcess> {
  const { autoAccept = false, killPoint, netns, env = {}, untilTimeoutMs = UNTIL_TIMEOUT_MS, ...own } = options;
  const directory = await makeTempDir();
  const inboxDir = own.inboxDir ?? join(directory, 'inbox');
  if (own.inboxDir === undefined) await mkdir(inboxDir);
  const fixed = { platform: 'linux', listen: ['127.0.0.1'], isDiscoveryOn: false, peers: [] } as const;
  const dataDir = own.dataDir ?? join(directory, 'data');
  const settings = { ...fixed, dataDir, ...own, ...toSettings(name, inboxDir, own) };
  const forked = new ForkedEngine(settings, autoAccept, { netns, env, untilTimeoutMs });
  onTestFinished(() => forked.kill());
  await forked.restart({}, killPoint);
  return forked;
}
