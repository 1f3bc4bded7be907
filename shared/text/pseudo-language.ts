import { en } from './en/en.ts';
import type { Catalogue, Language } from './language.ts';
import { changeTexts, parseMessage } from './message.ts';

/**
 * A made-up right-to-left language for tests and pictures: English that reads from right to left, with accents, and
 * about a third longer. What stays as it was in the window did not come from a catalogue.
 */
export const PSEUDO_LANGUAGE = 'ar-XB';

const ACCENTS: Readonly<Record<string, string>> = {
  a: 'áá',
  e: 'éé',
  i: 'íí',
  o: 'óó',
  u: 'úú',
  y: 'ý',
  n: 'ñ',
  c: 'ç',
};

// ALM and RLO … PDF: neighbours and the word itself are laid out as Arabic letters would be
const OPEN = '\u061c\u202e';
const CLOSE = '\u202c\u061c';

interface Tree {
  readonly [key: string]: string | Tree;
}

/** Made from English at every start, so that it never lacks a word. */
export function makePseudoLanguage(): Language {
  // the same keys as English, by construction
  const catalogue = changeWords(en, (message) => changeTexts(parseMessage(message), pseudo)) as Catalogue;
  return { name: 'Pseudo', direction: 'rtl', catalogue };
}

function changeWords(words: Tree, change: (message: string) => string): Tree {
  const entries = Object.entries(words).map(([key, value]) => [
    key,
    typeof value === 'string' ? change(value) : changeWords(value, change),
  ]);
  return Object.fromEntries(entries) as Tree;
}

function pseudo(text: string): string {
  return text.replace(/\p{L}[\p{L}\p{M}’-]*/gu, (word) => {
    const long = word.replace(/[aeiouync]/g, (letter) => ACCENTS[letter] ?? letter);
    return `${OPEN}${long}${CLOSE}`;
  });
}
