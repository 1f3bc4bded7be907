import { IpcError, LanyardError } from '../../../shared/errors/lanyard-error.ts';
import type { PeerId } from '../../../shared/model/ids.ts';
import {
  SETTINGS_LIMITS,
  type Settings,
  type SettingsPatch,
  type SettingsView,
} from '../../../shared/model/settings.ts';
import type { JsonObject } from '../json-file.ts';
import type { WriteLog } from '../log.ts';
import { readSettings } from './read-settings.ts';
import { openSettingsFile, type SettingsFile } from './settings-file.ts';

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
  /** Looks whether what is shown around the settings has changed, and tells so. */
  refresh(): void;
  /** Calls `listener` after every change until the returned function is called. */
  onChanged(listener: SettingsListener): () => void;
}

type SettingsListener = (view: SettingsView, before: Settings) => void;
type Surroundings = Omit<SettingsView, 'settings' | 'brokenFile'>;

export interface SettingsKeeperOptions {
  readonly file: string;
  /** What the screen shows around the settings, as it is now. */
  readonly describe: () => Surroundings;
  readonly isSpoken: (languageTag: string) => boolean;
  /** Does what may fail before a change holds; what it throws stops the change. */
  readonly prepare?: (next: Settings, before: Settings) => Promise<void>;
  readonly log: WriteLog;
}

/** Reads the file, which takes no longer than a start can wait for. */
export function createSettingsKeeper(options: SettingsKeeperOptions): SettingsKeeper {
  return new FileSettingsKeeper(options);
}

class FileSettingsKeeper implements SettingsKeeper {
  readonly #options: SettingsKeeperOptions;
  readonly #file: SettingsFile;
  readonly #listeners = new Set<SettingsListener>();
  #content: JsonObject;
  #settings: Settings;
  #isBrokenDismissed = false;
  #queue = Promise.resolve();
  /** As last told. */
  #surroundings: string;

  constructor(options: SettingsKeeperOptions) {
    this.#options = options;
    this.#file = openSettingsFile(options.file, options.log);
    this.#content = this.#file.content;
    const { settings, bad } = readSettings(this.#content, options.isSpoken);
    for (const name of bad)
      options.log('settings', { level: 'warn', message: 'a setting makes no sense and is not used', facts: { name } });
    this.#settings = settings;
    this.#surroundings = JSON.stringify(options.describe());
  }

  current(): Settings {
    return this.#settings;
  }

  view(): SettingsView {
    const brokenFile = this.#isBrokenDismissed ? null : this.#file.brokenName();
    return { settings: this.#settings, brokenFile, ...this.#options.describe() };
  }

  change(patch: SettingsPatch): Promise<void> {
    const edits = Object.entries(patch).filter(([, value]) => value !== undefined);
    return this.#enqueue(() => Object.fromEntries(edits));
  }

  setInboxDir(inboxDir: string | null): Promise<void> {
    return this.#enqueue(() => ({ inboxDir }));
  }

  setPeerFolder(peerId: PeerId, directory: string | null): Promise<void> {
    return this.#enqueue(() => ({ peerFolders: withFolder(this.#settings, peerId, directory) }));
  }

  dismissBroken(): void {
    this.#isBrokenDismissed = true;
    this.#tell(this.#settings);
  }

  refresh(): void {
    if (JSON.stringify(this.#options.describe()) !== this.#surroundings) this.#tell(this.#settings);
  }

  onChanged(listener: SettingsListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** `edit` is asked when its turn comes, so that no change undoes the one before. */
  #enqueue(edit: () => JsonObject): Promise<void> {
    const turn = this.#queue.then(() => this.#apply(edit()));
    // whoever asked for the change hears of its failure; the next in the queue does not
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #apply(edits: JsonObject): Promise<void> {
    const content = { ...this.#content, ...edits };
    const { settings, bad } = readSettings(content, this.#options.isSpoken);
    const refused = bad.find((name) => Object.hasOwn(edits, name));
    if (refused) throw new IpcError('IPC_BAD_ARGS', 'a setting makes no sense', { context: { name: refused } });
    const before = this.#settings;
    await this.#options.prepare?.(settings, before);
    await this.#file.write(content);
    this.#content = content;
    this.#settings = settings;
    this.#tell(before);
  }

  #tell(before: Settings): void {
    const view = this.view();
    this.#surroundings = JSON.stringify(this.#options.describe());
    for (const listener of this.#listeners) listener(view, before);
  }
}

function withFolder({ peerFolders }: Settings, peerId: PeerId, directory: string | null): Settings['peerFolders'] {
  const others = Object.entries(peerFolders).filter(([id]) => id !== peerId);
  if (directory === null) return Object.fromEntries(others);
  if (others.length >= SETTINGS_LIMITS.peerFolders)
    throw new LanyardError('SETTINGS_TOO_MANY_FOLDERS', 'no room for another folder');
  return Object.fromEntries([...others, [peerId, directory]]);
}
