import { app } from 'electron';
import { isSpoken } from '../../../shared/text/languages.ts';
import { PSEUDO_LANGUAGE } from '../../../shared/text/pseudo-language.ts';

/** What the user reads, best first, as BCP 47 tags: `--lang` comes before the desktop's own list. */
export function systemLanguages(): readonly string[] {
  const tags = [app.commandLine.getSwitchValue('lang'), ...app.getPreferredSystemLanguages()];
  return tags.filter((tag) => tag !== '' && (tag !== PSEUDO_LANGUAGE || hasPseudoLanguage()));
}

/** Whether the user may choose it. */
export function canSpeak(tag: string): boolean {
  return isSpoken(tag) && (tag !== PSEUDO_LANGUAGE || hasPseudoLanguage());
}

/** It is for tests and pictures. */
function hasPseudoLanguage(): boolean {
  return !app.isPackaged;
}
