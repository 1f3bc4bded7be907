import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from '@playwright/test';
import type { TransferId } from '../../shared/model/ids.ts';
import { appCommand, ROOT } from './app-command.ts';
import type { LaunchedApp } from './launch-app.ts';

declare global {
  /** What a test has noted down inside the app's main process. */
  var noted: unknown[];
}

/** Milliseconds, only to end a hang; a second start takes less than one second of them. */
const SECOND_START_MS = 120_000;

/** What a second start has said on its terminal, and its exit code. */
export interface SecondStart {
  readonly code: number | null;
  readonly said: string;
}

/** Starts the same app again as a file manager would, and waits until that process has ended. */
export async function startAgain(
  launched: LaunchedApp,
  args: readonly string[],
  cwd: string = ROOT,
): Promise<SecondStart> {
  const { command, args: appArgs, env } = await appCommand();
  const all = [...appArgs, `--user-data-dir=${launched.dataDir}`, ...args];
  const child = spawn(command, all, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: SECOND_START_MS,
  });
  const said: Buffer[] = [];
  child.stderr.on('data', (piece: Buffer) => said.push(piece));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal).toBeNull();
  return { code, said: Buffer.concat(said).toString() };
}

export const isVisible = ({ app }: LaunchedApp) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));

export const closeWindow = ({ app }: LaunchedApp) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

/** Nobody can look at a hidden window: whatever has the focus, the app is to call its user by notifications. */
export async function hideWindow(launched: LaunchedApp): Promise<void> {
  await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  expect(await isVisible(launched)).toBe(false);
}

/**
 * Notes down every notification instead of showing it: there is no desktop here that could. Nor need there be libnotify,
 * without which Electron supports none on Linux, and of which a machine with nothing but Node has no copy.
 */
export function noteNotifications({ app }: LaunchedApp): Promise<void> {
  return app.evaluate(({ Notification }) => {
    globalThis.noted = [];
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      globalThis.noted.push(this);
    };
  });
}

/** Of the notifications so far. */
export const titles = ({ app }: LaunchedApp) =>
  app.evaluate(() => (globalThis.noted as Electron.Notification[]).map(({ title }) => title));

/** Notes down the messages of boxes instead of showing them. */
export function noteMessages({ app }: LaunchedApp): Promise<void> {
  return app.evaluate(({ dialog }) => {
    globalThis.noted = [];
    dialog.showMessageBox = (...args: unknown[]) => {
      globalThis.noted.push((args.at(-1) as Electron.MessageBoxOptions).message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
  });
}

export const messages = ({ app }: LaunchedApp) => app.evaluate(() => globalThis.noted as string[]);

/** Waits for the one offer. */
export async function offerOf(app: LaunchedApp): Promise<TransferId> {
  await expect.poll(async () => (await app.snapshot()).offers.length).toBe(1);
  return (await app.snapshot()).offers[0]!.transferId;
}

export async function accept(app: LaunchedApp): Promise<void> {
  const transferId = await offerOf(app);
  await (await app.api()).evaluate((lanyard, id) => lanyard.acceptOffer({ transferId: id, skip: [] }), transferId);
}

export const states = async (app: LaunchedApp) => (await app.snapshot()).transfers.map(({ state }) => state);
