import { createTranslator } from 'use-intl/core';
import { en } from '../../../shared/text/en/en.ts';

function create(locale: string) {
  return createTranslator({ locale, messages: en, namespace: 'desktop' });
}

let translate = create('en');

/** The words of the main process in the user's language: `desktopText()('tray.open')`. Ask again after a change. */
export function desktopText(): ReturnType<typeof create> {
  return translate;
}

/** @param language - BCP 47 tag of a language that Lanyard speaks */
export function setDesktopLanguage(language: string): void {
  translate = create(language);
}
