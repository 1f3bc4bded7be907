import { resolve } from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';
import { appCommand, ROOT } from './app-command.ts';

declare global {
  /** Of hold-ready.cjs: lets the app be ready as soon as Electron is. */
  var releaseApp: () => Promise<void>;
}

/** Milliseconds, only to end a hang: a start takes 1 s, and took 17 s with three others and five busy loops on two cores. */
const START_MS = 120_000;

const HOLD_READY = resolve(import.meta.dirname, 'hold-ready.cjs');

/**
 * Starts Lanyard under Playwright. The app gets `ready`, and makes its window, only when Playwright is there.
 *
 * Otherwise the window may load while Playwright attaches. Playwright then asks for the frame tree before the page is
 * committed, gets `:` as its address, and waits for the `Page.frameNavigated` that is to follow. Chromium does not send
 * it when the commit falls between the two, and `launch` never resolves. Of 188 starts under load 3 hung like that, of
 * 231 held ones none. Playwright holds an app like this by itself, but only with an Electron that it finds by itself.
 */
export async function startElectron(
  switches: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ElectronApplication> {
  const { command, args, env: commandEnv } = await appCommand();
  const app = await _electron.launch({
    executablePath: command,
    args: ['-r', HOLD_READY, ...args, ...switches],
    cwd: ROOT,
    env: { ...inheritedEnv(), ...commandEnv, ...env },
    timeout: START_MS,
  });
  // not its promise: one of some five hundred was "garbage collected" by the debugger that waited for it
  await app.evaluate(() => void globalThis.releaseApp());
  return app;
}

/** This process's environment without what would change the app behind a test's back. */
function inheritedEnv(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    ([key]) => !/^(LANYARD_|ELECTRON_RUN_AS_NODE$|NODE_OPTIONS$)/.test(key),
  );
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
