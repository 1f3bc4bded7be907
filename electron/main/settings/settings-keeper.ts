import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import type { PeerId } from '../../../shared/model/ids.ts';
import {
  DEFAULT_SETTINGS,
  type Settings,
  type SettingsPatch,
  type SettingsView,
} from '../../../shared/model/settings.ts';

/** The user's settings: read once at start, checked, written atomically, told to whoever wants to know. */
export interface SettingsKeeper {
  current(): Settings;
  view(): SettingsView;
  /** Resolves when the disk has it. @throws StorageError, and nothing has changed then */
  change(patch: SettingsPatch): Promise<void>;
  /** null: back to the default. @throws StorageError */
  setInboxDir(directory: string | null): Promise<void>;
  setPeerFolder(peerId: PeerId, directory: string | null): Promise<void>;
  dismissBroken(): void;
  /** Calls `listener` after every change until the returned function is called. */
  onChanged(listener: (view: SettingsView, before: Settings) => void): () => void;
}

export function createSettingsKeeper(): SettingsKeeper {
  const refuse = () => Promise.reject(new StorageError('STORAGE_FAILED', 'not there yet'));
  return {
    current: () => DEFAULT_SETTINGS,
    view: () => ({
      settings: DEFAULT_SETTINGS,
      defaults: { deviceName: '', inboxDir: '', port: 0 },
      interfaces: [],
      abilities: { tray: false, loginItem: false, updates: false },
      languages: [],
      systemLanguage: 'en',
      brokenFile: null,
      appVersion: '',
    }),
    change: refuse,
    setInboxDir: refuse,
    setPeerFolder: refuse,
    dismissBroken: () => undefined,
    onChanged: () => () => undefined,
  };
}
