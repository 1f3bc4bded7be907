import { mkdir } from 'node:fs/promises';
import { app } from 'electron';
import { readHostname } from '../system/ask-system.ts';
import { readEnvironment, type Environment } from './environment.ts';
import type { WriteLog } from './log.ts';
import { currentDir, downloadsDir } from './start/computer-facts.ts';

/** Reads the variables of the environment, says which are not used, and makes the usual inbox. */
export function prepareEnvironment(log: WriteLog): Environment {
  const homeDir = app.getPath('home');
  const environment = readEnvironment(process.env, {
    hostname: readHostname(),
    platform: process.platform,
    downloadsDir: downloadsDir(homeDir),
    homeDir,
    userDataDir: app.getPath('userData'),
    currentDir: currentDir(),
    isPackaged: app.isPackaged,
  });
  for (const name of environment.ignored)
    log('main', { level: 'warn', message: `${name} makes no sense and is not used` });
  for (const name of environment.refused)
    log('main', { level: 'warn', message: `${name} is for tests and not used in a packaged app` });
  // a folder that was named and is not there is said at the offer instead
  if (environment.isInboxDefault) makeInbox(environment.engine.inboxDir, log);
  return environment;
}

/** Nobody waits for it: Downloads may lie on a share whose server is away, and the engine says at an offer what is missing. */
function makeInbox(dir: string, log: WriteLog): void {
  mkdir(dir, { recursive: true }).catch((error: unknown) =>
    log('main', { level: 'warn', message: 'the Downloads folder cannot be made', stack: String(error) }),
  );
}
