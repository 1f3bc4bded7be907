import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { app } from 'electron';
import { ownAppImage } from '../own-app-image.ts';
import { readFileArguments, withoutFiles, type CommandLine } from './file-arguments.ts';
import { leaveFiles } from './hand-over.ts';

/**
 * Bytes of a command line that Chromium passes to the running app whole, by itself: half of what it could take before
 * Electron 45 (hand-over.ts).
 */
const MAX_COMMAND_LINE_BYTES = 16 * 1024;

/** Where files wait for the app that runs with this user-data folder. */
export function handOverFolder(userDataDir: string): string {
  return join(userDataDir, 'hand-over');
}

/**
 * True: this process is the app. False: another one runs with the same user-data folder and was told to show itself,
 * or one with a shorter command line was started instead; this process should end. Files named to either are left in
 * the hand-over folder.
 */
export function claimInstance(): boolean {
  const { argv, platform, execPath, env } = process;
  const line: CommandLine = { argv, currentDir: process.cwd(), isPackaged: app.isPackaged, platform };
  const named = readFileArguments(line);
  const hasFiles = named.paths.length + named.unusableCount > 0;
  if (hasFiles && !tryToLeave(() => leaveFiles(handOverFolder(app.getPath('userData')), named))) return false;
  if (hasFiles && isTooLong(argv)) {
    // in an AppImage the program lies on a disk that goes away with the first process
    spawn(ownAppImage(execPath, env) ?? execPath, withoutFiles(line), { detached: true, stdio: 'ignore' }).unref();
    return false;
  }
  return app.requestSingleInstanceLock();
}

function tryToLeave(leave: () => void): boolean {
  try {
    leave();
    return true;
  } catch (error) {
    // no disk for a list of names: no log, either
    console.error('Lanyard cannot note down what to send:', error);
    return false;
  }
}

function isTooLong(argv: readonly string[]): boolean {
  return process.platform !== 'win32' && Buffer.byteLength(argv.join('\0')) > MAX_COMMAND_LINE_BYTES;
}
