import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { app, session, shell } from 'electron';
import createEngineWorker from '../engine/worker.ts?nodeWorker';
import { registerAppScheme, setupAppProtocol } from './app-protocol.ts';
import { setupBench } from './bench.ts';
import { setupCrashLog } from './crash-log.ts';
import { refuseDebugSwitches } from './debug-switches.ts';
import { createDialogs } from './dialogs.ts';
import { startEngineHost } from './engine-host.ts';
import { readEnvironment, type Environment } from './environment.ts';
import { createHandlers } from './handlers/handlers.ts';
import { startHistory } from './history/history.ts';
import { broadcast, setupIpc } from './ipc-main.ts';
import { setupLog, type WriteLog } from './log.ts';
import { createLoginItem, HIDDEN_SWITCH } from './login-item.ts';
import { openMainWindow, type MainWindow } from './main-window.ts';
import { setupMenu } from './menu.ts';
import { createPendingSends } from './pending/pending-sends.ts';
import { createPresenter } from './presenter.ts';
import { setupQuit } from './quit.ts';
import { applySettings } from './settings/apply-settings.ts';
import { toEngineSettings } from './settings/engine-settings.ts';
import { setupSettings } from './settings/setup-settings.ts';
import { createSupport } from './support/support.ts';
import { hardenSession, setupSecurity } from './security.ts';
import { setupUpdates } from './updates/setup-updates.ts';
import { createWindowPlaceKeeper } from './window-place-keeper.ts';

/**
 * TLS hands over every 16 KiB in a buffer of its own. A small young generation frees them soon; with the usual one they
 * pile up until whole-heap collections take a third of a receiving computer's time (measured: 2.0 to 1.4 s of CPU a GB).
 */
const ENGINE_LIMITS = { maxYoungGenerationSizeMb: 3 } as const;

const hasDevTools = !app.isPackaged;

const refusedSwitches = refuseDebugSwitches();
app.setName('Lanyard');
// one app per user-data folder: a second start brings the first one's window to the front and ends
if (app.requestSingleInstanceLock()) start();
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
  const environment = await prepareEnvironment(log);
  let window: MainWindow | null = null;
  const browserWindow = () => window?.current() ?? null;

  const openWindows = () => [browserWindow()].filter((open) => open !== null);
  const updater = setupUpdates({
    looksByItself: () => app.isPackaged && settings.current().looksForUpdates,
    runningCount: () => presenter.runningCount(),
    prepareRestart: () => host.stop(),
    onChanged: (state) => broadcast(openWindows(), 'updates:changed', state),
    log,
  });
  const loginItem = createLoginItem();
  const settings = setupSettings({
    engine: environment.engine,
    loginItem,
    hasTray: () => false,
    hasUpdates: () => updater.state().kind !== 'off',
    log,
  });
  const presenter = createPresenter(() => window, log);
  const host = startEngineHost({
    createThread: () => createEngineWorker({ name: 'engine', resourceLimits: ENGINE_LIMITS }),
    engine: { ...environment.engine, ...toEngineSettings(settings.current(), settings.view().defaults) },
    onEvent: (event, now) => {
      presenter.present(event, now);
      // the network may be another one now
      if (event.type === 'self') settings.refresh();
    },
    onLog: (line) => log('engine', line),
  });
  const quit = setupQuit(host);
  const handlers = createHandlers({
    host,
    dialogs: createDialogs(browserWindow),
    showInFolder: (path) => shell.showItemInFolder(path),
    settings,
    history: startHistory(),
    pending: createPendingSends(() => undefined),
    updater,
    support: createSupport(),
  });
  setupIpc({ handlers, windows: openWindows, log });

  await app.whenReady();
  setupMenu(process.platform, hasDevTools);
  hardenSession(session.defaultSession, log);
  await setupAppProtocol(session.defaultSession);
  const canClose = () => quit.canClose(browserWindow(), presenter.runningCount());
  applySettings({ settings, host, loginItem, windows: openWindows, log });
  const places = createWindowPlaceKeeper(join(app.getPath('userData'), 'window.json'), log);
  const startsHidden =
    process.argv.includes(HIDDEN_SWITCH) && settings.view().abilities.tray && settings.current().usesTray;
  const opened = openMainWindow({ hasDevTools, startsHidden, places, canClose, log });
  window = opened;
  app.on('second-instance', () => opened.show());
  app.on('activate', () => opened.show());
}

async function prepareEnvironment(log: WriteLog): Promise<Environment> {
  const environment = readEnvironment(process.env, {
    hostname: hostname(),
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
  if (environment.isInboxDefault) await makeInbox(environment.engine.inboxDir, log);
  return environment;
}

async function makeInbox(dir: string, log: WriteLog): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    log('main', { level: 'warn', message: 'the Downloads folder cannot be made', stack: String(error) });
  }
}
