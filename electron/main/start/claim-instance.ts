import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app } from 'electron';
import { ownAppImage } from '../own-app-image.ts';
import { readFileArguments, withoutFiles, type CommandLine, type NamedFiles } from '../pending/file-arguments.ts';
import { leaveFiles } from '../pending/hand-over.ts';
import { argumentsThatAreNoText } from '../pending/raw-arguments.ts';
import { currentDir } from './computer-facts.ts';
import { findFolderFault } from './folder-fault.ts';
import { localUserDataDir } from './local-folder.ts';
import type { StartFailure } from './start-failure.ts';

/**
 * Bytes of a command line that Chromium passes to the running app whole, by itself: half of what it could take before
 * Electron 45 (hand-over.ts).
 */
const MAX_COMMAND_LINE_BYTES = 16 * 1024;

/** Where files wait for the app that runs with this user-data folder. */
export function handOverFolder(userDataDir: string): string {
  return join(userDataDir, 'hand-over');
}

/** What this process is to be. Files named to it are left in the hand-over folder, unless it failed. */
export type Claim =
  | { readonly kind: 'app' }
  /** The app runs already, or one with a shorter command line was started instead. */
  | { readonly kind: 'messenger'; readonly named: NamedFiles }
  /** Chromium did not give the lock, and does not say why: `explainRefusal`. */
  | { readonly kind: 'refused'; readonly named: NamedFiles; readonly userDataDir: string }
  | { readonly kind: 'failed'; readonly failure: StartFailure };

/** Makes this process the app of its user-data folder, or finds out that it is not. */
export function claimInstance(): Claim {
  const userDataDir = findUserDataDir();
  if (typeof userDataDir !== 'string') return { kind: 'failed', failure: userDataDir };
  const line = ownCommandLine();
  const named = readFileArguments(line, argumentsThatAreNoText());
  if (named.paths.length + named.unusable.length > 0) {
    const failure = leave(userDataDir, named);
    if (failure) return { kind: 'failed', failure };
    if (isTooLong(line.argv)) {
      startWith(withoutFiles(line));
      return { kind: 'messenger', named };
    }
  }
  return app.requestSingleInstanceLock() ? { kind: 'app' } : { kind: 'refused', named, userDataDir };
}

/** Starts this program once more, after this process, without the files that were left already. */
export function startAgainWithoutFiles(): void {
  startWith(withoutFiles(ownCommandLine()));
}

function ownCommandLine(): CommandLine {
  const { argv, platform } = process;
  return { argv, currentDir: currentDir(), isPackaged: app.isPackaged, platform };
}

/**
 * The folder that Chromium uses. It passes over a `--user-data-dir` that it cannot use, and would run as another device
 * with the usual one; where that is of no use either it ends the process.
 */
function findUserDataDir(): string | StartFailure {
  const wanted = app.commandLine.getSwitchValue('user-data-dir');
  try {
    const local = localUserDataDir({ platform: process.platform, env: process.env, isNamed: wanted !== '' });
    if (local !== null) moveTo(local);
    const used = app.getPath('userData');
    if (wanted === '' || resolve(wanted) === used) return used;
    const fault = findFolderFault(resolve(wanted), { isMade: true });
    return fault ? { kind: 'ownFolder', fault } : used;
  } catch {
    const fault = wanted === '' ? null : findFolderFault(resolve(wanted), { isMade: true });
    return fault ? { kind: 'ownFolder', fault } : { kind: 'noFolder' };
  }
}

function moveTo(folder: string): void {
  mkdirSync(folder, { recursive: true });
  app.setPath('userData', folder);
  app.setPath('sessionData', folder);
}

function leave(userDataDir: string, named: NamedFiles): StartFailure | null {
  try {
    // when the process was started, not when it got here: that is what a selection has in common
    const startedAtMs = Date.now() - process.uptime() * 1000;
    leaveFiles(handOverFolder(userDataDir), { ...named, startedAtMs });
    return null;
  } catch (error) {
    const fault = findFolderFault(userDataDir, { isMade: true });
    return fault ? { kind: 'ownFolder', fault } : { kind: 'handOver', reason: String(error) };
  }
}

/** In an AppImage the program lies on a disk that goes away with the first process. */
function startWith(args: readonly string[]): void {
  const { execPath, env } = process;
  spawn(ownAppImage(execPath, env) ?? execPath, args, { detached: true, stdio: 'ignore' }).unref();
}

function isTooLong(argv: readonly string[]): boolean {
  return process.platform !== 'win32' && Buffer.byteLength(argv.join('\0')) > MAX_COMMAND_LINE_BYTES;
}
