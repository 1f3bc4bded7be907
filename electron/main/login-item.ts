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
  /**
   * At a start: the program may have moved since. What the user switched off in the system's settings stays off.
   * @returns whether the system will start Lanyard at the next login
   * @throws StorageError when the disk refuses
   */
  renew(isWanted: boolean): Promise<boolean>;
}

export function createLoginItem(): LoginItem {
  if (!app.isPackaged)
    return { isPossible: false, set: () => Promise.resolve(), renew: (isWanted) => Promise.resolve(isWanted) };
  if (process.platform === 'linux') return createXdgLoginItem(autostartFile(), program());
  return createSystemLoginItem(app, process.platform);
}

/** Whether the system has started this process at login, not the user. macOS gives a program no switches. */
export function wasStartedAtLogin(): boolean {
  if (process.argv.includes(HIDDEN_SWITCH)) return true;
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

/** What of Electron's app is used here. */
type SystemLogin = Pick<typeof app, 'getLoginItemSettings' | 'setLoginItemSettings'>;

/** Windows and macOS keep it themselves. @param system - Electron's app */
export function createSystemLoginItem(system: SystemLogin, platform: NodeJS.Platform): LoginItem {
  const own = platform === 'win32' ? { args: ARGS } : {};
  /** Windows keeps what the Task Manager switches off, and says so in a field of its own. */
  const isOn = (): boolean => {
    const { openAtLogin, executableWillLaunchAtLogin } = system.getLoginItemSettings(own);
    return openAtLogin && (platform !== 'win32' || executableWillLaunchAtLogin);
  };
  return {
    isPossible: true,
    set(isWanted) {
      const isKept = system.getLoginItemSettings(own).openAtLogin;
      // macOS tells the user about each change, so there is none without need
      if (isWanted ? !isOn() : isKept)
        system.setLoginItemSettings({ openAtLogin: isWanted, enabled: isWanted, ...own });
      return Promise.resolve();
    },
    renew: (isWanted) => Promise.resolve(isWanted && isOn()),
  };
}

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
      if (!isWanted && present === null) return false;
      if (isWanted && present !== null && isSwitchedOff(present)) return false;
      if (!isWanted || present !== entry) await set(isWanted);
      return isWanted;
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
