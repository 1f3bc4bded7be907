import { SYSTEM_LANGUAGE } from '../../shared/model/settings.ts';
import { pickLanguage } from '../../shared/text/pick-language.ts';
import type { AppState } from './app-store.ts';

/** The language to speak: the chosen one, else the system's; what the browser thinks until the settings are there. */
export function selectLanguage({ settings }: AppState): string {
  if (settings === null) return pickLanguage(SYSTEM_LANGUAGE, navigator.languages);
  return pickLanguage(settings.settings.language, [settings.systemLanguage]);
}
