import { join } from 'node:path';
import { app } from 'electron';
import { SYSTEM_LANGUAGE, type SettingsView } from '../../../shared/model/settings.ts';
import { LANGUAGES } from '../../../shared/text/languages.ts';
import { pickLanguage } from '../../../shared/text/pick-language.ts';
import type { EngineOptions } from '../../engine/engine-api.ts';
import { readInterfaces } from '../../system/ask-system.ts';
import type { WriteLog } from '../log.ts';
import type { LoginItem } from '../login-item.ts';
import { canSpeak, systemLanguages } from '../text/system-languages.ts';
import { interfaceChoices } from './interface-choices.ts';
import { createSettingsKeeper, type SettingsKeeper } from './settings-keeper.ts';

interface SettingsSetup {
  /** As the environment and the computer have it: what holds where nothing was chosen. */
  readonly engine: EngineOptions;
  readonly loginItem: LoginItem;
  readonly hasTray: () => boolean;
  readonly hasUpdates: () => boolean;
  readonly log: WriteLog;
}

/** Reads the settings of this user-data folder. Nothing is done with them yet: `applySettings`. */
export function setupSettings({ engine, loginItem, hasTray, hasUpdates, log }: SettingsSetup): SettingsKeeper {
  const defaults = { deviceName: engine.name, inboxDir: engine.inboxDir, port: engine.port };
  const describe = (): Omit<SettingsView, 'settings' | 'brokenFile'> => ({
    defaults,
    interfaces: interfaceChoices(readInterfaces()),
    abilities: { tray: hasTray(), loginItem: loginItem.isPossible, updates: hasUpdates() },
    languages: LANGUAGES,
    systemLanguage: pickLanguage(SYSTEM_LANGUAGE, systemLanguages()),
    appVersion: app.getVersion(),
  });
  return createSettingsKeeper({
    file: join(app.getPath('userData'), 'settings.json'),
    describe,
    isSpoken: canSpeak,
    // the only one that may fail when it is done
    async prepare(next, before) {
      if (next.startsAtLogin !== before.startsAtLogin) await loginItem.set(next.startsAtLogin);
    },
    log,
  });
}
