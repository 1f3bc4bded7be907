import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appCommand, ROOT } from './app-command.ts';
import type { LaunchedApp } from './launch-app.ts';

/** Starts the app once more on the folder of `running`, as a file manager does, and waits for that process to end. */
export async function openFromOutside(running: LaunchedApp, ...paths: readonly string[]): Promise<void> {
  const { command, args, env } = await appCommand();
  const second = spawn(command, [...args, `--user-data-dir=${running.dataDir}`, ...paths], {
    cwd: ROOT,
    env: { ...process.env, ...env, LANYARD_LISTEN: '127.0.0.1', LANYARD_DISCOVERY: 'off' },
    stdio: 'ignore',
  });
  await once(second, 'exit');
}
