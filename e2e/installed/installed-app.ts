import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import type { AppSnapshot } from '../../shared/ipc/contract.ts';
import type { Result } from '../../shared/errors/result.ts';
import { MACHINE } from './test-machine.ts';

/** The program as it is found on the PATH. */
export const PROGRAM = '/usr/bin/lanyard';

/** An installed Lanyard run by an ordinary user, with a home of its own. */
export interface InstalledApp {
  readonly page: Page;
  readonly home: string;
  snapshot(): Promise<AppSnapshot>;
  /** The app's main process and everything below it. */
  processes(): Promise<readonly ProcessFacts[]>;
  close(): Promise<void>;
}

/** Milliseconds, only to end a hang; a start takes less than two seconds of them. */
const START_MS = 120_000;

/**
 * Starts the installed program as a desktop would, except that there is no D-Bus session, and that its page is driven
 * through Chromium's debugging pipe, which only the process that starts a program can use.
 */
export async function startInstalled(name: string, env: Readonly<Record<string, string>> = {}): Promise<InstalledApp> {
  const home = await makeHome(name);
  // Playwright takes it for a Chromium with one context; its own arguments would change what is tested
  const context = await chromium.launchPersistentContext('', {
    executablePath: await makeStarter(),
    ignoreDefaultArgs: true,
    args: ['--remote-debugging-pipe'],
    env: userEnvironment(home, env),
    viewport: null,
    timeout: START_MS,
  });
  const page = context.pages()[0] ?? (await context.waitForEvent('page', { timeout: START_MS }));
  await page.waitForLoadState();
  return {
    page,
    home,
    snapshot: () => readSnapshot(page),
    processes: () => processesOf(home),
    close: () => context.close(),
  };
}

/** Starts the program once more for the same home; resolves to its exit code. */
export async function startAgain(home: string, args: readonly string[]): Promise<number | null> {
  const child = spawn(await makeStarter(), args, { env: userEnvironment(home, {}), stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

async function makeHome(name: string): Promise<string> {
  const home = join(MACHINE.home, name);
  await mkdir(home, { recursive: true });
  await chown(home, MACHINE.uid, MACHINE.gid);
  return home;
}

/** A program that becomes the user and then Lanyard. */
async function makeStarter(): Promise<string> {
  const starter = join(MACHINE.home, 'start-as-user');
  const user = `--reuid=${MACHINE.uid} --regid=${MACHINE.gid} --clear-groups`;
  await writeFile(starter, `#!/bin/sh\ncd "$HOME" && exec setpriv ${user} -- ${PROGRAM} "$@"\n`);
  await chmod(starter, 0o755);
  return starter;
}

/** Nothing of root's environment, and no network card. */
function userEnvironment(home: string, env: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...{ HOME: home, PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', DISPLAY: process.env['DISPLAY'] ?? '' },
    ...{ LANYARD_LISTEN: '127.0.0.1', LANYARD_PORT: '0', LANYARD_DISCOVERY: 'off' },
    ...env,
  };
}

async function readSnapshot(page: Page): Promise<AppSnapshot> {
  // a string, because the linter wants nobody but the bridge to name it
  const result = await page.evaluate<Result<AppSnapshot>>('lanyard.snapshot()');
  if (!result.ok) throw new Error(`no snapshot: ${result.error.code}`);
  return result.value;
}

/** One process of an app. */
interface ProcessFacts {
  readonly type: string;
  readonly commandLine: readonly string[];
  readonly status: string;
}

interface Process extends ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly environment: string;
}

/** Chromium's helpers overwrite their own environment, so they are found by their parents. */
async function processesOf(home: string): Promise<readonly ProcessFacts[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(pids.map(readProcess))).filter((one) => one !== null);
  const family = new Set(all.filter(({ environment }) => environment.includes(`HOME=${home}\0`)).map(({ pid }) => pid));
  // a parent may stand after its children
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => family.has(pid));
}

/** null: it ended while we looked. */
async function readProcess(pid: string): Promise<Process | null> {
  const read = (name: string): Promise<string> => readFile(join('/proc', pid, name), 'utf8');
  try {
    const [environment, status, line] = await Promise.all([read('environ'), read('status'), read('cmdline')]);
    const commandLine = line.split(/[\0 ]/);
    return {
      type: commandLine.find((arg) => arg.startsWith('--type='))?.slice(7) ?? 'main',
      ...{ commandLine, status, environment, pid: Number(pid) },
      parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]),
    };
  } catch {
    return null;
  }
}
