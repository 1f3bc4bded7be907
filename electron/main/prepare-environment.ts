import { mkdirSync } from 'node:fs';
import { app } from 'electron';
import { readHostname } from '../system/ask-system.ts';
import { readEnvironment, type Environment } from './environment.ts';
import type { WriteLog } from './log.ts';

/** Reads the variables of the environment, says which are not used, and makes the usual inbox. */
export function prepareEnvironment(log: WriteLog): Environment {
  const environment = readEnvironment(process.env, {
    hostname: readHostname(),
    platform: process.platform,
    downloadsDir: app.getPath('downloads'),
    homeDir: app.getPath('home'),
    userDataDir: app.getPath('userData'),
    currentDir: process.cwd(),
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

function makeInbox(dir: string, log: WriteLog): void {
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    log('main', { level: 'warn', message: 'the Downloads folder cannot be made', stack: String(error) });
  }
}
