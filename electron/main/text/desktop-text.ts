import { createTranslator } from 'use-intl/core';
import type { ErrorInfo } from '../../../shared/errors/error-info.ts';
import { createByteFormat } from '../../../shared/text/format-bytes.ts';
import { lazily } from '../../../shared/text/lazily.ts';
import type { English } from '../../../shared/text/language.ts';
import { catalogueOf, FALLBACK_LANGUAGE } from '../../../shared/text/languages.ts';
import type { ArgumentsOf, KeyOf } from '../../../shared/text/typed-messages.ts';

type Say<Words> = <Key extends KeyOf<Words>>(key: Key, ...values: ArgumentsOf<Words, Key>) => string;

// only keys and values are given a type of ours: what it computes for a whole catalogue takes the compiler minutes
function create(locale: string): Say<English['desktop']> {
  const { desktop } = catalogueOf(locale);
  return createTranslator({ locale, messages: desktop }) as unknown as Say<English['desktop']>;
}

function createAll(locale: string): Say<English> {
  return createTranslator({ locale, messages: catalogueOf(locale) }) as unknown as Say<English>;
}

let language = FALLBACK_LANGUAGE;
// made at the first word, which is after the window has been opened
let translate = lazily(() => create(FALLBACK_LANGUAGE));

/** The words of the main process in the user's language: `desktopText()('tray.open')`. Ask again after a change. */
export function desktopText(): Say<English['desktop']> {
  return translate();
}

/** All words, those of the window too. */
export function allText(): Say<English> {
  return createAll(language);
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

/** `112 MB/s`, counted as sizes are. */
export function rateText(bytesPerSec: number, platform: NodeJS.Platform): string {
  return createByteFormat(language, platform === 'win32' ? 1024 : 1000).rate(bytesPerSec);
}

/** What happened, in a sentence without a full stop. @param peer - a clean name */
export function errorText(error: ErrorInfo, peer: string): string {
  return createAll(language)(`errors.${error.code}.${error.at}.title`, { peer, short: shortText(error) });
}

/** Why a disk has stopped a transfer, in a sentence without a full stop. @param peer - a clean name */
export function diskText(error: ErrorInfo, peer: string): string {
  if (error.code !== 'STORAGE_FULL') return errorText(error, peer);
  return createAll(language)(`transfers.full.${error.at}`, { short: shortText(error), peer });
}

function shortText({ shortBytes }: ErrorInfo): string {
  return shortBytes === undefined ? 'none' : sizeText(shortBytes, process.platform);
}
