import { fork } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { PeerId } from '../../../shared/model/ids.ts';
import { isEnded } from '../../../shared/model/transfer.ts';
import type { Engine, EngineEvent, EngineOptions, EngineOwner, LogLine } from '../engine-api.ts';
import { bundleScript } from './bundle-script.ts';
import { beginLife, type Carry, type Life, type ProcessSurroundings } from './engine-life.ts';
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
  /** Where it runs, when that is not Node of this computer. */
  readonly elsewhere?: Pick<Surroundings, 'script' | 'carry' | 'toItsPath'>;
}

const UNTIL_TIMEOUT_MS = 240_000;
const LOG_LINES_MAX = 200;

let script = '';

/** To be called at the top of a test file that uses `startEngineProcess`. */
export function prepareEngineProcesses(): void {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lanyard-test-'));
    script = await bundleScript(directory, join(import.meta.dirname, 'engine-child.ts'));
    // which it finds beside itself
    await bundleScript(directory, join(import.meta.dirname, 'disk-child.ts'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
}

/** Carries messages over the channel of `fork`. */
const carryByFork: Carry = (script, args, { netns, env }) => {
  // `ip` becomes what it is told to run, with the same process id and channel
  const inside = { execPath: 'ip', execArgv: ['netns', 'exec', netns ?? '', process.execPath] };
  const [killPoint = ''] = args;
  const child = fork(script, {
    serialization: 'advanced',
    // its threads have the environment, too
    env: { ...process.env, LANYARD_KILL_POINT: killPoint, ...env },
    ...(netns !== undefined && inside),
  });
  return Promise.resolve({
    child,
    // a process that was killed a moment ago takes nothing
    post: (message: object) => {
      if (child.connected) child.send(message, () => undefined);
    },
    on: (listen: (message: unknown) => void) => void child.on('message', listen),
    leave: () => child.disconnect(),
  });
};

/** What is the same in all lives of a process. */
interface Surroundings extends ProcessSurroundings {
  readonly script: string;
  readonly carry: Carry;
  /** How that process names a file of ours; any other text stays as it is. */
  readonly toItsPath: (path: string) => string;
  readonly untilTimeoutMs: number;
}

class ProcessEngine implements EngineProcess {
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
    const { script, carry, toItsPath } = this.#surroundings;
    const args = killPoint ? [JSON.stringify(killPoint)] : [];
    const life = beginLife(owner, await carry(script, args, this.#surroundings), toItsPath);
    this.#life = life;
    void life.gone.then(() => {
      if (this.#life === life) this.#life = null;
    });
    const settings = { ...this.settings, port: this.port, ...options };
    const own = { inboxDir: toItsPath(settings.inboxDir), dataDir: toItsPath(settings.dataDir) };
    const started = await life.thread.start({ ...settings, ...own });
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
    life.leave();
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
  const {
    autoAccept = false,
    killPoint,
    netns,
    env = {},
    untilTimeoutMs = UNTIL_TIMEOUT_MS,
    elsewhere,
    ...own
  } = options;
  const here = { script, carry: carryByFork, toItsPath: (path: string) => path };
  const directory = await makeTempDir();
  const inboxDir = own.inboxDir ?? join(directory, 'inbox');
  if (own.inboxDir === undefined) await mkdir(inboxDir);
  const fixed = { platform: 'linux', listen: ['127.0.0.1'], isDiscoveryOn: false, peers: [] } as const;
  const dataDir = own.dataDir ?? join(directory, 'data');
  const settings = { ...fixed, dataDir, ...own, ...toSettings(name, inboxDir, own) };
  const started = new ProcessEngine(settings, autoAccept, { netns, env, untilTimeoutMs, ...here, ...elsewhere });
  onTestFinished(() => started.kill());
  await started.restart({}, killPoint);
  return started;
}
