import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type ElectronApplication, type JSHandle, type Page } from '@playwright/test';
import type { LanyardApi } from '../../electron/preload/api.ts';
import type { AppSnapshot } from '../../shared/ipc/contract.ts';
import { startElectron } from './start-electron.ts';

export interface LaunchOptions {
  /** Shown name. Default: `Test`. */
  readonly name?: string;
  /** Beside the defaults, or instead of them: loopback only, any free port, no discovery, its own inbox. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folder of an app launched before, whose identity and remembered peers this one takes over. */
  readonly homeDir?: string;
  /** More switches for Electron, e.g. `--lang=de`. */
  readonly args?: readonly string[];
}

/** One running app with a home of its own. */
export interface LaunchedApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly name: string;
  /** Where its received files go. */
  readonly inboxDir: string;
  /** Its Electron user-data folder; the engine's is `engine` inside. */
  readonly dataDir: string;
  /** Holds both of these; pass it to a later launch to start "the same computer" again. */
  readonly homeDir: string;
  /** What the page could do: `(await api()).evaluate((lanyard) => lanyard.snapshot())`. */
  api(): Promise<JSHandle<LanyardApi>>;
  /** The state as the page would get it now. */
  snapshot(): Promise<AppSnapshot>;
  /** What it has logged so far: its log file, its output, and errors of its page. */
  log(): Promise<string>;
  /** Quits as a user would, peers are told. Its files stay. */
  close(): Promise<void>;
  /** Kills it with SIGKILL, as a power cut would. Its files stay. */
  kill(): Promise<void>;
  /** Ends it, if that has not happened yet, and removes its files. */
  dispose(): Promise<void>;
}

/** Starts one app and waits until its window is shown. Talks to 127.0.0.1 only, unless `env` says otherwise. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const name = options.name ?? 'Test';
  const homeDir = options.homeDir ?? (await mkdtemp(join(tmpdir(), 'lanyard-e2e-')));
  const inboxDir = join(homeDir, 'inbox');
  const dataDir = join(homeDir, 'user-data');
  await mkdir(inboxDir, { recursive: true });

  const switches = [`--user-data-dir=${dataDir}`, ...(options.args ?? [])];
  const app = await startElectron(switches, { ...ownEnv(name, inboxDir), ...options.env });
  const output = collectOutput(app);
  const page = await firstPage(app, output);
  return { app, page, name, inboxDir, dataDir, homeDir, ...controls(app, page, homeDir, output) };
}

/** The app's loaded page, in a window that is shown. An app that shows none is killed, and the error says what it wrote last. */
async function firstPage(app: ElectronApplication, output: string[]): Promise<Page> {
  try {
    const page = await app.firstWindow();
    collectPageErrors(page, output);
    await page.waitForLoadState();
    await untilShown(app);
    return page;
  } catch (cause) {
    app.process().kill('SIGKILL');
    throw new Error(`the app shows no window; it wrote:\n${output.slice(-20).join('\n')}`, { cause });
  }
}

/** A window is shown when it has drawn itself, maybe long after its page is loaded: what hides it earlier hides nothing. */
async function untilShown(app: ElectronApplication): Promise<void> {
  const isShown = (): Promise<boolean> =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() === true);
  await expect.poll(isShown, { message: 'the window is shown' }).toBe(true);
}

/**
 * Starts two apps that know each other, without discovery, and waits until each sees the other online.
 * The second knows the first's address, as if somebody had typed it.
 */
export async function launchPair(
  first: LaunchOptions = {},
  second: LaunchOptions = {},
  launch: (options: LaunchOptions) => Promise<LaunchedApp> = launchApp,
): Promise<readonly [LaunchedApp, LaunchedApp]> {
  const one = await launch({ name: 'Alice', ...first });
  const { self } = await one.snapshot();
  const peers = { LANYARD_PEERS: `127.0.0.1:${self.port}` };
  const two = await launch({ name: 'Bob', ...second, env: { ...peers, ...second.env } });
  await Promise.all([expectOnline(one, two.name), expectOnline(two, one.name)]);
  return [one, two];
}

/** Waits until `app` shows a peer of this name as online. */
export async function expectOnline(app: LaunchedApp, peerName: string): Promise<void> {
  const online = async (): Promise<string[]> => {
    const { peers } = await app.snapshot();
    return peers.filter((peer) => peer.status === 'online').map((peer) => peer.name);
  };
  await expect.poll(online, { message: `${app.name} sees ${peerName}` }).toContain(peerName);
}

type Controls = Pick<LaunchedApp, 'api' | 'snapshot' | 'log' | 'close' | 'kill' | 'dispose'>;

function controls(app: ElectronApplication, page: Page, homeDir: string, output: readonly string[]): Controls {
  const child = app.process();
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  // a string, because the linter wants nobody but the bridge to name it
  const api = (): Promise<JSHandle<LanyardApi>> => page.evaluateHandle<LanyardApi>('lanyard');

  async function kill(): Promise<void> {
    if (hasEnded()) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  return {
    api,
    async snapshot() {
      const result = await (await api()).evaluate((lanyard) => lanyard.snapshot());
      if (!result.ok) throw new Error(`no snapshot: ${result.error.code}`);
      return result.value;
    },
    async log() {
      // not there yet when the app died very early
      const file = await readFile(join(homeDir, 'user-data/logs/main.log'), 'utf8').catch(() => '');
      return [file, ...output].join('\n');
    },
    async close() {
      if (!hasEnded()) await app.close();
    },
    kill,
    async dispose() {
      await kill();
      await rm(homeDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What keeps an app to itself: loopback only, any free port, no discovery, its own inbox. */
export function ownEnv(name: string, inboxDir: string): Record<string, string> {
  return {
    LANYARD_NAME: name,
    LANYARD_INBOX: inboxDir,
    LANYARD_LISTEN: '127.0.0.1',
    LANYARD_PORT: '0',
    LANYARD_DISCOVERY: 'off',
  };
}

function collectOutput(app: ElectronApplication): string[] {
  const output: string[] = [];
  const { stdout, stderr } = app.process();
  for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Buffer) => output.push(chunk.toString().trimEnd()));
  return output;
}

function collectPageErrors(page: Page, output: string[]): void {
  page.on('pageerror', (error) => output.push(`page error: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      output.push(`page ${message.type()}: ${message.text()}`);
  });
}
