import { lazily } from '../../../shared/text/lazily.ts';

/** Graphemes of a peer's or a file's name outside our window; more would push our own words out of sight. */
const MAX_NAME_GRAPHEMES = 40;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
const graphemes = lazily(() => new Intl.Segmenter('en', { granularity: 'grapheme' }));

/** A name that a peer chose, without anything that hides, turns or breaks text. */
export function cleanName(name: string): string {
  const visible = name.replace(/\s+/gu, ' ').replace(UNPRINTABLE, '').trim();
  const parts = [...graphemes().segment(visible)].map(({ segment }) => segment);
  return parts.length <= MAX_NAME_GRAPHEMES ? visible : `${parts.slice(0, MAX_NAME_GRAPHEMES - 1).join('')}…`;
}

/** Some Linux desktops read a notification's body as markup. */
export function withoutMarkup(text: string): string {
  return text.replace(/</g, '‹').replace(/>/g, '›').replace(/&/g, '＆');
}

/** For a menu, where `&` underlines the letter after it. */
export function menuLabel(text: string): string {
  return text.replace(/&/g, '&&');
}
