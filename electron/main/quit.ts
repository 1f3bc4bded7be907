import { app, autoUpdater, dialog, type BrowserWindow } from 'electron';
import { quitQuestion } from './text/text.ts';

interface QuitOptions {
  readonly stop: () => Promise<void>;
  /** There is a tray icon: without a window the app can still be reached. */
  readonly livesOn: () => boolean;
  /** The user closed the window, and it was hidden instead. */
  readonly onHidden: () => void;
}

export interface Quit {
  /** Whether the user may close the window now. Hides it where the app lives on; asks when bytes move. */
  canClose(window: BrowserWindow | null, movingCount: number): boolean;
  /** Quits as the user wishes; asks when that would interrupt `movingCount` transfers. */
  quit(window: BrowserWindow | null, movingCount: number): void;
}

/**
 * Ends the app when its last window is closed (not on macOS, and not beside a tray icon) or somebody asks it to; peers
 * are told goodbye first. Closing the window by hand and the tray's Quit ask back: quitting by signal, script or the
 * menu of macOS is taken at its word.
 */
export function setupQuit({ stop, livesOn, onHidden }: QuitOptions): Quit {
  let isQuitting = false;
  let isAsking = false;
  app.on('before-quit', () => (isQuitting = true));
  // macOS closes the windows before it says before-quit: one that stayed would stop the update
  autoUpdater.on('before-quit-for-update', () => (isQuitting = true));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && !livesOn()) app.quit();
  });
  app.once('will-quit', (event) => {
    event.preventDefault();
    // what cannot be stopped ends with the process
    const end = (): void => app.exit();
    void stop().then(end, end);
  });

  async function ask(window: BrowserWindow | null, movingCount: number): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    // where the system can show no question, nothing is lost by the answer: transfers go on after the next start
    const isSure = await askToQuit(window, movingCount).catch(() => true);
    isAsking = false;
    if (isSure) app.quit();
  }

  return {
    canClose(window, movingCount) {
      if (isQuitting || window === null) return true;
      if (livesOn()) {
        // hidden, not destroyed: what the user was typing is there when it comes back, and it comes back at once
        window.hide();
        onHidden();
        return false;
      }
      // on macOS the app, and with it the transfers, outlives the window
      if (movingCount === 0 || process.platform === 'darwin') return true;
      void ask(window, movingCount);
      return false;
    },
    quit(window, movingCount) {
      if (movingCount === 0) app.quit();
      else void ask(window, movingCount);
    },
  };
}

async function askToQuit(window: BrowserWindow | null, movingCount: number): Promise<boolean> {
  const options = { type: 'question', ...quitQuestion(movingCount), defaultId: 1, cancelId: 1 } as const;
  // nobody would see the question of a hidden window
  const parent = window?.isVisible() === true ? window : null;
  const { response } = await (parent ? dialog.showMessageBox(parent, options) : dialog.showMessageBox(options));
  return response === 0;
}
