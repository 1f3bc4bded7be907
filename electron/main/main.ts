import { join } from 'node:path';
import { app, session } from 'electron';
import { AppParts } from './app-parts.ts';
import { readPage, registerAppScheme, setupAppProtocol } from './app-protocol.ts';
import { setupBench } from './bench.ts';
import { setupCrashLog } from './crash-log.ts';
import { refuseDebugSwitches } from './debug-switches.ts';
import { setupLog, type WriteLog } from './log.ts';
import { openMainWindow } from './main-window.ts';
import { setupMenu } from './menu.ts';
import { claimInstance } from './pending/claim-instance.ts';
import { applySettings } from './settings/apply-settings.ts';
import { hardenSession, setupSecurity } from './security.ts';
import { createWindowPlaceKeeper } from './window-place-keeper.ts';

const hasDevTools = !app.isPackaged;

const refusedSwitches = refuseDebugSwitches();
app.setName('Lanyard');
// as in electron-builder.yml: whose notifications these are
if (process.platform === 'win32') app.setAppUserModelId('org.lanyard.app');
// one app per user-data folder: a second start brings the first one's window to the front and ends
if (claimInstance()) start();
else app.exit();

function start(): void {
  const log = setupLog(app.getPath('userData'), !app.isPackaged);
  setupCrashLog(log);
  setupSecurity(log);
  registerAppScheme();
  if (process.env['LANYARD_BENCH'] === '1' && !app.isPackaged) setupBench();
  void run(log);
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
