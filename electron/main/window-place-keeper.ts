import { screen, type BrowserWindow } from 'electron';
import writeFileAtomic from 'write-file-atomic';
import { readJsonObject } from './json-file.ts';
import type { WriteLog } from './log.ts';
import { fitPlace, windowPlaceSchema, type FirstPlace, type WindowPlace } from './window-place.ts';

/** Bytes; it holds six numbers. */
const MAX_FILE_BYTES = 4 * 1024;
/** Milliseconds after the last step of a drag. */
const SAVE_AFTER_MS = 500;

/** Remembers between runs where the window was. */
export interface WindowPlaceKeeper {
  /** Where to open a window now. Electron must be ready. */
  place(): FirstPlace;
  /** Remembers where the user puts `window`, as long as it is there. */
  follow(window: BrowserWindow): void;
}

export function createWindowPlaceKeeper(file: string, log: WriteLog): WindowPlaceKeeper {
  let last: WindowPlace | null = null;
  let hasFailed = false;
  try {
    last = windowPlaceSchema.safeParse(readJsonObject(file, MAX_FILE_BYTES)).data ?? null;
  } catch (error) {
    // a place that is lost is no loss: the next one is written over it
    log('window', { level: 'warn', message: 'the place of the window cannot be read', stack: String(error) });
  }

  function save(window: BrowserWindow): void {
    if (window.isDestroyed()) return;
    const bounds = window.getNormalBounds();
    const { id } = screen.getDisplayMatching(bounds);
    last = { bounds, isMaximized: window.isMaximized(), displayId: id };
    try {
      // at once, because the app may be about to end; without waiting for the disk, because it is not that important
      writeFileAtomic.sync(file, `${JSON.stringify(last)}\n`, { mode: 0o600, fsync: false });
    } catch (error) {
      if (!hasFailed) log('window', { level: 'warn', message: 'the window’s place is not kept', stack: String(error) });
      hasFailed = true;
    }
  }

  return {
    place() {
      const main = screen.getPrimaryDisplay();
      return fitPlace(last, [main, ...screen.getAllDisplays().filter(({ id }) => id !== main.id)]);
    },
    follow(window) {
      let timer: NodeJS.Timeout | undefined;
      const saveSoon = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => save(window), SAVE_AFTER_MS);
      };
      window.on('resize', saveSoon);
      window.on('move', saveSoon);
      window.on('maximize', saveSoon);
      window.on('unmaximize', saveSoon);
      window.on('close', () => save(window));
      window.on('closed', () => clearTimeout(timer));
    },
  };
}
