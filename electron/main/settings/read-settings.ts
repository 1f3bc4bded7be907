import { isAbsolute } from 'node:path';
import { settingSchemas } from '../../../shared/ipc/settings-schema.ts';
import { isPeerId } from '../../../shared/model/ids.ts';
import { DEFAULT_SETTINGS, SYSTEM_LANGUAGE, type Settings } from '../../../shared/model/settings.ts';
import type { JsonObject } from '../json-file.ts';

export interface ReadSettings {
  readonly settings: Settings;
  /** Names of settings whose value makes no sense, wholly or in part. */
  readonly bad: readonly string[];
}

/**
 * The settings that a file's content stands for. Each is looked at by itself: what is missing or makes no sense is as
 * if nobody had chosen it.
 * @param isSpoken - whether Lanyard speaks the language of that tag
 */
export function readSettings(kept: JsonObject, isSpoken: (tag: string) => boolean): ReadSettings {
  const bad: string[] = [];
  const folders = keepGoodFolders(kept['peerFolders']);
  if (folders.leftOut > 0) bad.push('peerFolders');
  const content: JsonObject = folders.leftOut > 0 ? { ...kept, peerFolders: folders.good } : kept;

  function read<K extends keyof Settings>(key: K): Settings[K] {
    const value = content[key];
    if (value === undefined) return DEFAULT_SETTINGS[key];
    const parsed = settingSchemas[key].safeParse(value);
    // the schema under `key` gave it; TypeScript loses the link between the two
    if (parsed.success && makesSense(key, parsed.data)) return parsed.data as Settings[K];
    bad.push(key);
    return DEFAULT_SETTINGS[key];
  }

  /** What a schema that also runs in the page cannot know. */
  function makesSense(key: keyof Settings, value: unknown): boolean {
    if (key === 'inboxDir') return typeof value !== 'string' || isAbsolute(value);
    if (key === 'language') return value === SYSTEM_LANGUAGE || (typeof value === 'string' && isSpoken(value));
    return true;
  }

  const settings: Settings = {
    deviceName: read('deviceName'),
    inboxDir: read('inboxDir'),
    peerFolders: read('peerFolders'),
    existingNames: read('existingNames'),
    isReceiving: read('isReceiving'),
    isVisible: read('isVisible'),
    interfaces: read('interfaces'),
    port: read('port'),
    uploadLimit: read('uploadLimit'),
    downloadLimit: read('downloadLimit'),
    startsAtLogin: read('startsAtLogin'),
    usesTray: read('usesTray'),
    notifies: read('notifies'),
    keepsHistory: read('keepsHistory'),
    language: read('language'),
    theme: read('theme'),
    looksForUpdates: read('looksForUpdates'),
  };
  return { settings, bad };
}

/** One folder that makes no sense must not send the files of all other devices elsewhere. */
function keepGoodFolders(value: unknown): { readonly good: JsonObject; readonly leftOut: number } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { good: {}, leftOut: 0 };
  const entries = Object.entries(value);
  const good = entries.filter(([id, folder]) => isPeerId(id) && typeof folder === 'string' && isAbsolute(folder));
  return { good: Object.fromEntries(good), leftOut: entries.length - good.length };
}
