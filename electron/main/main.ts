import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { app, clipboard, session, shell } from 'electron';
import createEngineWorker from '../engine/worker.ts?nodeWorker';
import createHistoryWorker from '../history/worker.ts?nodeWorker';
import { readPage, registerAppScheme, setupAppProtocol } from './app-protocol.ts';
import { setupBench } from './bench.ts';
import { setupBackground } from './background.ts';
import { setupCrashLog } from './crash-log.ts';
import { refuseDebugSwitches } from './debug-switches.ts';
import { startEngineHost } from './engine-host.ts';
import { readEnvironment, type Environment } from './environment.ts';
import { createHandlers } from './handlers/handlers.ts';
import { startHistory } from './history/history.ts';
import { broadcast, setupIpc } from './ipc-main.ts';
import { setupLog, type WriteLog } from './log.ts';
import { createLoginItem } from './login-item.ts';
import { openMainWindow, type MainWindow } from './main-window.ts';
import { setupMenu } from './menu.ts';
import { claimInstance } from './pending/claim-instance.ts';
import { createPresenter } from './presenter.ts';
import { applySettings } from './settings/apply-settings.ts';
import { toEngineSettings } from './settings/engine-settings.ts';
import { setupSettings } from './settings/setup-settings.ts';
import { createSupport } from './support/support.ts';
import { hardenSession, setupSecurity } from './security.ts';
import { createTrash } from './trash.ts';
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
  let window: MainWindow | null = null;
  const stop = () => host.stop().then(() => history.stop());
  const openWindows = () => [window?.current() ?? null].filter((open) => open !== null);
  const background = setupBackground({
    window: () => window,
    host: () => host,
    settings: () => settings,
    movingCount: () => presenter.movingCount(),
    stop,
    onPending: (pending) => broadcast(openWindows(), 'pending:changed', pending),
    log,
  });
  const environment = prepareEnvironment(log);
  const updater = setupUpdates({
    looksByItself: () => app.isPackaged && settings.current().looksForUpdates,
    movingCount: () => presenter.movingCount(),
    prepareRestart: stop,
    onChanged: (state) => broadcast(openWindows(), 'updates:changed', state),
    log,
  });
  const loginItem = createLoginItem();
  const settings = setupSettings({
    engine: environment.engine,
    loginItem,
    hasTray: background.hasTray,
    hasUpdates: () => updater.state().kind !== 'off',
    log,
  });
  const presenter = createPresenter({
    window: () => window,
    commands: () => host.commands,
    notifies: () => settings.current().notifies,
    log,
  });
  const host = startEngineHost({
    createThread: () => createEngineWorker({ name: 'engine', resourceLimits: ENGINE_LIMITS }),
    engine: { ...environment.engine, ...toEngineSettings(settings.current(), settings.view().defaults) },
    onEvent: (event, now) => {
      presenter.present(event, now);
      background.present(event, now);
      history.note(event);
      // the network may be another one now
      if (event.type === 'self') settings.refresh();
    },
    onLog: (line) => log('engine', line),
    trash: createTrash((path) => shell.trashItem(path), log),
    beforeEnd: () => history.settled(),
  });
  const history = startHistory({
    createThread: () => createHistoryWorker({ name: 'history' }),
    file: join(app.getPath('userData'), 'history.db'),
    engine: host.commands,
    isOn: () => settings.current().keepsHistory,
    onChanged: () => broadcast(openWindows(), 'history:changed', null),
    onChecks: (checks) => broadcast(openWindows(), 'history:checks-changed', checks),
    onLog: (line) => log('history', line),
  });
  const handlers = createHandlers({
    host,
    dialogs: background.dialogs,
    showInFolder: (path) => shell.showItemInFolder(path),
    copyText: (text) => void clipboard.writeText(text),
    settings,
    history,
    pending: background.pending,
    updater,
    support: createSupport({ host, settings, hasTray: background.hasTray }),
    presenter,
  });
  setupIpc({ handlers, windows: openWindows, log });

  await app.whenReady();
  setupMenu(process.platform, hasDevTools);
  hardenSession(session.defaultSession, log);
  setupAppProtocol(session.defaultSession, page);
  applySettings({ settings, host, loginItem, windows: openWindows, log });
  const places = createWindowPlaceKeeper(join(app.getPath('userData'), 'window.json'), log);
  background.start();
  const startsHidden = await background.startsHidden();
  window = openMainWindow({ hasDevTools, startsHidden, places, canClose: background.canClose, log });
}

function prepareEnvironment(log: WriteLog): Environment {
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
