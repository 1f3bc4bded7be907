import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

/** The repository; the app is started there. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** What to run to start the app; the answer of `npm run --silent app:command`, docs/automation.md. */
export interface AppCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

let answer: Promise<AppCommand> | null = null;

/** Asks once for each process; what Playwright's global setup has found out is believed. */
export function appCommand(): Promise<AppCommand> {
  return (answer ??= ask());
}

async function ask(): Promise<AppCommand> {
  const line = process.env['LANYARD_APP_COMMAND'] ?? (await runAppCommand());
  // our own tool's answer; a wrong one fails at the launch
  return JSON.parse(line) as AppCommand;
}

async function runAppCommand(): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'app:command'], { cwd: ROOT });
  return stdout;
}
