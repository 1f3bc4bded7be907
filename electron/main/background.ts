import { app, dialog, type BrowserWindow } from 'electron';
import { createDialogs, type Dialogs } from './dialogs.ts';
import type { EngineHost } from './engine-host.ts';
import type { StateListener } from './engine-state.ts';
import type { WriteLog } from './log.ts';
import { HIDDEN_SWITCH } from './login-item.ts';
import type { MainWindow } from './main-window.ts';
import { handOverFolder } from './pending/claim-instance.ts';
import { setupOutsideFiles } from './pending/outside-files.ts';
import { createPendingSends, type PendingSends } from './pending/pending-sends.ts';
import type { PendingSend } from '../../shared/model/pending-send.ts';
import { setupQuit } from './quit.ts';
import type { SettingsKeeper } from './settings/settings-keeper.ts';
import { desktopText } from './text/desktop-text.ts';
import { createStayHint } from './tray/stay-hint.ts';
import { createTray } from './tray/tray.ts';
import { createTrayActions } from './tray/tray-actions.ts';
import { hasTrayHost } from './tray/tray-host.ts';
import { startTrayWatch, type TrayWatch } from './tray/tray-watch.ts';

// parts of the app that know each other are asked for when they are needed: the last is made when the first runs
interface BackgroundOptions {
  readonly window: () => MainWindow | null;
  readonly host: () => EngineHost;
  readonly settings: () => SettingsKeeper;
  /** Transfers that quitting would stop. */
  readonly runningCount: () => number;
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
  hasTray(): boolean;
  /** Whether the window may go; hides it, or asks, where it may not. */
  canClose(): boolean;
  /** Puts the icon in its place and takes files that wait. Call when Electron is ready and the settings hold. */
  start(): void;
  /** Whether the app was started at login and stays without a window. Waits for the tray, 10 s at most. */
  startsHidden(): Promise<boolean>;
}

/** Call before Electron is ready: macOS names the files to open early. */
export function setupBackground(options: BackgroundOptions): Background {
  const { window, host, settings, runningCount, log } = options;
  const userDataDir = app.getPath('userData');
  // a dialog of a hidden window would not be seen
  const visibleWindow = () => visible(window()?.current() ?? null);
  let isWindowWanted = false;
  const showWindow = (): void => {
    isWindowWanted = true;
    window()?.show();
  };
  const tell = (message: string) => void tellUser(visibleWindow(), message);

  let watch: TrayWatch | null = null;
  const hasTray = () => watch?.isThere() ?? false;
  const dialogs = createDialogs(visibleWindow);
  const actions = createTrayActions({
    commands: () => host().commands,
    dialogs,
    settings,
    open: showWindow,
    quit: () => quit.quit(visibleWindow(), runningCount()),
    tell,
    redraw: () => tray.redraw(),
  });
  const tray = createTray({
    settings: () => settings().current(),
    isHosted: hasTray,
    actions,
    onGone: () => {
      if (!visibleWindow()) showWindow();
    },
  });
  const notifies = () => settings().current().notifies;
  const onHidden = createStayHint({ userDataDir, notifies, showWindow, log });
  const quit = setupQuit({ stop: options.stop, livesOn: tray.isShown, onHidden });
  const pending = createPendingSends(options.onPending);
  const files = setupOutsideFiles({ folder: handOverFolder(userDataDir), pending, showWindow, tell, log });
  app.on('second-instance', (_event, argv) => {
    files.take();
    if (!argv.includes(HIDDEN_SWITCH)) showWindow();
  });
  app.on('activate', showWindow);

  return {
    present: tray.present,
    pending,
    dialogs,
    hasTray,
    canClose: () => quit.canClose(window()?.current() ?? null, runningCount()),
    start() {
      settings().onChanged(() => tray.update());
      watch = startTrayWatch(
        () => hasTrayHost({ platform: process.platform, env: process.env, isPackaged: app.isPackaged }),
        () => {
          tray.update();
          settings().refresh();
        },
      );
      files.take();
    },
    async startsHidden() {
      if (!process.argv.includes(HIDDEN_SWITCH) || !settings().current().usesTray) return false;
      await watch?.settled;
      return hasTray() && !isWindowWanted;
    },
  };
}

function visible(window: BrowserWindow | null): BrowserWindow | null {
  return window?.isVisible() === true ? window : null;
}

async function tellUser(window: BrowserWindow | null, message: string): Promise<void> {
  const options = { type: 'warning' as const, message, buttons: [desktopText()('stays.ok')] };
  await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
}
