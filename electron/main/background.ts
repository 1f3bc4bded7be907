import { app, dialog, type BrowserWindow } from 'electron';
import type { PendingSend } from '../../shared/model/pending-send.ts';
import { createDialogs, type Dialogs } from './dialogs.ts';
import type { EngineHost } from './engine-host.ts';
import type { StateListener } from './engine-state.ts';
import type { WriteLog } from './log.ts';
import { HIDDEN_SWITCH, wasStartedAtLogin } from './login-item.ts';
import type { MainWindow } from './main-window.ts';
import { setupOutsideFiles, type OutsideFiles } from './pending/outside-files.ts';
import { createPendingSends, type PendingSends } from './pending/pending-sends.ts';
import { setupQuit } from './quit.ts';
import type { SettingsKeeper } from './settings/settings-keeper.ts';
import { handOverFolder } from './start/claim-instance.ts';
import { desktopText } from './text/desktop-text.ts';
import { setupTray } from './tray/setup-tray.ts';
import { createStayHint } from './tray/stay-hint.ts';

// parts of the app that know each other are asked for when they are needed: the last is made when the first runs
interface BackgroundOptions {
  readonly window: () => MainWindow | null;
  readonly host: () => EngineHost;
  readonly settings: () => SettingsKeeper;
  /** Transfers that quitting would interrupt. */
  readonly movingCount: () => number;
  /** Ends what has to end before the process may. */
  readonly stop: () => Promise<void>;
  readonly onPending: (pending: PendingSend | null) => void;
  readonly log: WriteLog;
}

/** What makes the app more than its window: tray, closing to it, files from outside, quitting. */
export interface Background {
  readonly present: StateListener;
  readonly pending: PendingSends;
  readonly dialogs: Dialogs;
  /** An icon would be seen. */
  readonly hasTray: () => boolean;
  /** Whether the window may go; hides it, or asks, where it may not. */
  readonly canClose: () => boolean;
  /** Puts the icon in its place and takes files that wait. Call when Electron is ready and the settings hold. */
  start(): void;
  /** Whether the app was started at login and stays without a window. Waits for the tray, 10 s at most. */
  startsHidden(): Promise<boolean>;
}

/** Call before Electron is ready: macOS names the files to open early. */
export function setupBackground(options: BackgroundOptions): Background {
  const { settings, movingCount, log } = options;
  const userDataDir = app.getPath('userData');
  const access = createWindowAccess(options.window);
  const { show, visibleWindow, tell } = access;
  const dialogs = createDialogs(visibleWindow);
  const tray = setupOwnTray(options, dialogs, access, () => quit.quit(visibleWindow(), movingCount()));
  const notifies = () => settings().current().notifies;
  const onHidden = createStayHint({ userDataDir, notifies, showWindow: show, log });
  const quit = setupQuit({ stop: options.stop, livesOn: tray.isShown, onHidden });
  const pending = createPendingSends(options.onPending);
  const files = setupOutsideFiles({ folder: handOverFolder(userDataDir), pending, showWindow: show, tell, log });
  listenForStarts(files, show);

  return {
    present: tray.present,
    pending,
    dialogs,
    hasTray: tray.isPossible,
    canClose: () => quit.canClose(options.window()?.current() ?? null, movingCount()),
    start() {
      settings().onChanged(tray.update);
      try {
        tray.start();
      } catch (error) {
        // a desktop that shows no icon has a window
        log('tray', { level: 'error', message: 'there is no icon', stack: String(error) });
      }
      files.take();
    },
    async startsHidden() {
      if (!wasStartedAtLogin() || !settings().current().usesTray) return false;
      await tray.settled();
      const isHidden = tray.isPossible() && !access.isWanted();
      if (isHidden) log('main', { level: 'info', message: 'no window until it is asked for' });
      return isHidden;
    },
  };
}

function setupOwnTray(
  { host, settings }: BackgroundOptions,
  dialogs: Dialogs,
  { show, visibleWindow, tell }: WindowAccess,
  quit: () => void,
): ReturnType<typeof setupTray> {
  return setupTray({
    commands: () => host().commands,
    dialogs,
    settings,
    current: () => settings().current(),
    open: show,
    quit,
    tell,
    onGone: () => {
      if (!visibleWindow()) show();
    },
    onFound: () => settings().refresh(),
  });
}

/** Somebody starts the app again, or clicks its icon in the Dock. */
function listenForStarts(files: OutsideFiles, show: () => void): void {
  app.on('second-instance', (_event, argv) => {
    files.take();
    if (!argv.includes(HIDDEN_SWITCH)) show();
  });
  app.on('activate', show);
}

interface WindowAccess {
  readonly show: () => void;
  /** It was to be shown, maybe before there was one. */
  readonly isWanted: () => boolean;
  /** The one that a dialog can belong to: one of a hidden window would not be seen. */
  readonly visibleWindow: () => BrowserWindow | null;
  readonly tell: (message: string) => void;
}

function createWindowAccess(window: () => MainWindow | null): WindowAccess {
  let isWanted = false;
  const visibleWindow = (): BrowserWindow | null => {
    const current = window()?.current() ?? null;
    return current?.isVisible() === true ? current : null;
  };
  return {
    show() {
      isWanted = true;
      window()?.show();
    },
    isWanted: () => isWanted,
    visibleWindow,
    tell: (message) => void tellUser(visibleWindow(), message),
  };
}

async function tellUser(window: BrowserWindow | null, message: string): Promise<void> {
  const options = { type: 'warning' as const, message, buttons: [desktopText()('stays.ok')] };
  await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
}
