import { mkdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { app } from 'electron';
import writeFileAtomic from 'write-file-atomic';
import { asStorage, errnoOf } from '../../shared/errors/to-storage-error.ts';
import { autostartEntry, isSwitchedOff } from './autostart-entry.ts';
import { ownAppImage } from './own-app-image.ts';

/** Given at login: no window is opened where the tray has a place for Lanyard. */
export const HIDDEN_SWITCH = '--hidden';
const ARGS = [HIDDEN_SWITCH];

/** Starts Lanyard when the user logs in, or no longer. */
export interface LoginItem {
  /** Only an installed or unpacked Lanyard can be started by the system. */
  readonly isPossible: boolean;
  /** Makes it so now. @throws StorageError when the disk refuses */
  set(isWanted: boolean): Promise<void>;
  /** At a start: the program may have moved since. What the user switched off in the system's settings stays off. */
  renew(isWanted: boolean): Promise<void>;
}

export function createLoginItem(): LoginItem {
  if (!app.isPackaged) return { isPossible: false, set: nothing, renew: nothing };
  return process.platform === 'linux' ? createXdgLoginItem(autostartFile(), program()) : SYSTEM_LOGIN_ITEM;
}

const nothing = (): Promise<void> => Promise.resolve();

/** Windows and macOS keep it themselves. */
const SYSTEM_LOGIN_ITEM: LoginItem = {
  isPossible: true,
  set(isWanted) {
    // macOS tells the user about each change, so there is none without need
    if (app.getLoginItemSettings({ args: ARGS }).openAtLogin !== isWanted)
      app.setLoginItemSettings({ openAtLogin: isWanted, args: ARGS });
    return Promise.resolve();
  },
  renew: nothing,
};

/** An AppImage runs from a place that is another one at each start. */
function program(): string {
  return ownAppImage(process.execPath, process.env) ?? process.execPath;
}

function autostartFile(): string {
  return join(app.getPath('appData'), 'autostart', 'lanyard.desktop');
}

/** @param file - the entry; its folder is made when missing */
export function createXdgLoginItem(file: string, executable: string): LoginItem {
  const entry = autostartEntry(executable, ARGS);
  const set = (isWanted: boolean): Promise<void> =>
    asStorage('change what starts at login', async () => {
      if (!isWanted) return removeIfThere(file);
      await mkdir(join(file, '..'), { recursive: true });
      await writeFileAtomic(file, entry, { mode: 0o644 });
    });
  return {
    isPossible: true,
    set,
    async renew(isWanted) {
      const present = await asStorage('read what starts at login', () => readIfThere(file));
      if (!isWanted && present === null) return;
      if (isWanted && present !== null && (present === entry || isSwitchedOff(present))) return;
      await set(isWanted);
    },
  };
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function removeIfThere(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
