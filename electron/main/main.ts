import { join } from 'node:path';
import { app, session } from 'electron';
import { AppParts } from './app-parts.ts';
import { readPage, registerAppScheme, setupAppProtocol } from './app-protocol.ts';
import { setupBench } from './bench.ts';
import { logCrash, setupCrashLog } from './crash-log.ts';
import { refuseDebugSwitches } from './debug-switches.ts';
import { setupLog, type WriteLog } from './log.ts';
import { openMainWindow } from './main-window.ts';
import { setupMenu } from './menu.ts';
import type { NamedFiles } from './pending/file-arguments.ts';
import { applySettings } from './settings/apply-settings.ts';
import { hardenSession, setupSecurity } from './security.ts';
import { claimInstance, startAgainWithoutFiles } from './start/claim-instance.ts';
import { endAsMessenger } from './start/end-as-messenger.ts';
import { endWithBug, endWithFailure } from './start/end-with-words.ts';
import { explainRefusal } from './start/explain-refusal.ts';
import { createWindowPlaceKeeper } from './window-place-keeper.ts';

const hasDevTools = !app.isPackaged;

const refusedSwitches = refuseDebugSwitches();
app.setName('Lanyard');
// as in electron-builder.yml: whose notifications these are
if (process.platform === 'win32') app.setAppUserModelId('org.lanyard.app');
begin().catch((error: unknown) => endWithBug(error, false));

/** One app per user-data folder: a second start brings the first one's window to the front and ends. */
async function begin(): Promise<void> {
  // up to the first await all of it is done before Electron is ready
  const claim = claimInstance();
  if (claim.kind === 'app') await start();
  else if (claim.kind === 'failed') await endWithFailure(claim.failure);
  else if (claim.kind === 'messenger') await endAsMessenger(claim.named);
  else await endRefused(claim.named, claim.userDataDir);
}

async function endRefused(named: NamedFiles, userDataDir: string): Promise<void> {
  const tryAgain = (): boolean => app.requestSingleInstanceLock();
  const tempDir = app.getPath('temp');
  const reason = await explainRefusal({ userDataDir, tempDir, platform: process.platform, tryAgain });
  if (typeof reason === 'object') return endWithFailure(reason);
  if (reason === 'gone') {
    // it is too late for this process: Electron is ready
    app.releaseSingleInstanceLock();
    startAgainWithoutFiles();
  }
  await endAsMessenger(named);
}

async function start(): Promise<void> {
  const log = setupLog(app.getPath('userData'), !app.isPackaged);
  setupCrashLog(log);
  setupSecurity(log);
  registerAppScheme();
  if (process.env['LANYARD_BENCH'] === '1' && !app.isPackaged) setupBench();
  try {
    await run(log);
  } catch (error) {
    logCrash(log, 'the start failed', error);
    throw error;
  }
}

async function run(log: WriteLog): Promise<void> {
  if (refusedSwitches.length > 0)
    log('main', { level: 'warn', message: 'switches not used', facts: { names: refusedSwitches.join() } });
  const facts = { version: app.getVersion(), electron: process.versions.electron, platform: process.platform };
  log('main', { level: 'info', message: 'started', facts });
  const page = readPage();
  const parts = new AppParts(log);

  await app.whenReady();
  setupMenu(process.platform, hasDevTools);
  hardenSession(session.defaultSession, log);
  setupAppProtocol(session.defaultSession, page);
  const { settings, host, loginItem, background } = parts;
  applySettings({ settings, host, loginItem, windows: parts.windows, log });
  const places = createWindowPlaceKeeper(join(app.getPath('userData'), 'window.json'), log);
  background.start();
  const startsHidden = await background.startsHidden();
  parts.window = openMainWindow({ hasDevTools, startsHidden, places, canClose: background.canClose, log });
}
