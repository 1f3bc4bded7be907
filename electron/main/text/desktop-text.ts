import { createTranslator } from 'use-intl/core';
import type { ErrorInfo } from '../../../shared/errors/error-info.ts';
import { createByteFormat } from '../../../shared/text/format-bytes.ts';
import { lazily } from '../../../shared/text/lazily.ts';
import { catalogueOf, FALLBACK_LANGUAGE } from '../../../shared/text/languages.ts';

function create(locale: string) {
  return createTranslator({ locale, messages: catalogueOf(locale), namespace: 'desktop' });
}

function createAll(locale: string) {
  return createTranslator({ locale, messages: catalogueOf(locale) });
}

type ErrorKey = `errors.${ErrorInfo['code']}.${ErrorInfo['at']}.title`;

let language = FALLBACK_LANGUAGE;
// made at the first word, which is after the window has been opened
let translate = lazily(() => create(FALLBACK_LANGUAGE));

/** The words of the main process in the user's language: `desktopText()('tray.open')`. Ask again after a change. */
export function desktopText(): ReturnType<typeof create> {
  return translate();
}

/** @param tag - BCP 47 tag of a language that Lanyard speaks; words that it lacks are English */
export function setDesktopLanguage(tag: string): void {
  language = tag;
  translate = lazily(() => create(tag));
}

/** Whole percent, rounded down: 100 is said when all is there. */
export function percentText(fraction: number): string {
  return new Intl.NumberFormat(language, { style: 'percent' }).format(Math.floor(fraction * 100) / 100);
}

export function numberText(value: number): string {
  return new Intl.NumberFormat(language).format(value);
}

/** Windows counts in 1,024s, everybody else in 1,000s. */
export function sizeText(sizeBytes: number, platform: NodeJS.Platform): string {
  return createByteFormat(language, platform === 'win32' ? 1024 : 1000).size(sizeBytes);
}

/** What happened, in a sentence without a full stop. @param peer - a clean name */
export function errorText(error: ErrorInfo, peer: string): string {
  const short = shortText(error);
  // over the union of all messages the argument types collapse, and the compiler takes a minute to find that out;
  // every code has words or the catalogue does not compile, and text.test.ts words every one with both values
  const say = createAll(language) as unknown as (key: ErrorKey, values: Record<string, string>) => string;
  return say(`errors.${error.code}.${error.at}.title`, { peer, short });
}

/** Why a disk has stopped a transfer, in a sentence without a full stop. @param peer - a clean name */
export function diskText(error: ErrorInfo, peer: string): string {
  if (error.code !== 'STORAGE_FULL') return errorText(error, peer);
  return createAll(language)(`transfers.full.${error.at}`, { short: shortText(error), peer });
}

function shortText({ shortBytes }: ErrorInfo): string {
  return shortBytes === undefined ? 'none' : sizeText(shortBytes, process.platform);
}
