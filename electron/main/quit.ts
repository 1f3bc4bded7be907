import { app, dialog, type BrowserWindow } from 'electron';
import { quitQuestion } from './text/text.ts';

interface QuitOptions {
  readonly stop: () => Promise<void>;
}

export interface Quit {
  /** Whether the user may close the window; asks when that would stop `runningCount` transfers. */
  canClose(window: BrowserWindow | null, runningCount: number): boolean;
}

/**
 * Ends the app when its last window is closed (not on macOS) or somebody asks it to; peers are told goodbye first.
 * Only closing the window by hand asks back: quitting by menu, signal or script is taken at its word.
 */
export function setupQuit({ stop }: QuitOptions): Quit {
  let isQuitting = false;
  let isAsking = false;
  app.on('before-quit', () => (isQuitting = true));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.once('will-quit', (event) => {
    event.preventDefault();
    void stop().finally(() => app.exit());
  });

  async function ask(window: BrowserWindow, runningCount: number): Promise<void> {
    const { message, buttons } = quitQuestion(runningCount);
    const answer = await dialog.showMessageBox(window, {
      type: 'question',
      message,
      buttons,
      defaultId: 1,
      cancelId: 1,
    });
    isAsking = false;
    if (answer.response === 0) app.quit();
  }

  return {
    canClose(window, runningCount) {
      // on macOS the app, and with it the transfers, outlives the window
      if (isQuitting || window === null || runningCount === 0 || process.platform === 'darwin') return true;
      if (!isAsking) void ask(window, runningCount);
      isAsking = true;
      return false;
    },
  };
}
