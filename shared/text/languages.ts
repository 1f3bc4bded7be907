/// <reference types="vite/types/importMeta.d.ts" />
import { en } from './en/en.ts';
import type { Catalogue, English, Language } from './language.ts';
import { makePseudoLanguage, PSEUDO_LANGUAGE } from './pseudo-language.ts';

/** Shown when the user's own language is not spoken. */
export const FALLBACK_LANGUAGE = 'en';

interface Tree {
  readonly [key: string]: string | Tree | undefined;
}

// every file there is a language: adding one is adding a file
const files = import.meta.glob<{ readonly language: Language }>('./languages/*.ts', { eager: true });

const languages: ReadonlyMap<string, Language> = new Map(
  Object.entries(files).map(([path, { language }]) => [tagOf(path), language]),
);

/** BCP 47 tags and own names, in the order to show them. The pseudo-language is no choice for people. */
export const LANGUAGES = [...languages]
  .map(([tag, { name }]) => ({ tag, name }))
  // by code points: scripts stay together, and no collation has to be loaded at every start
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/** `./languages/zh-CN.ts` → `zh-CN` */
function tagOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, -'.ts'.length);
}

/** True for every language with a file, and for the pseudo-language. */
export function isSpoken(tag: string): boolean {
  return tag === PSEUDO_LANGUAGE || languages.has(tag);
}

export function directionOf(tag: string): 'ltr' | 'rtl' {
  return languageOf(tag)?.direction ?? 'ltr';
}

// made when somebody asks for it: nobody else's start should wait for it
let pseudo: Language | null = null;

function languageOf(tag: string): Language | undefined {
  return tag === PSEUDO_LANGUAGE ? (pseudo ??= makePseudoLanguage()) : languages.get(tag);
}

/**
 * All words of a language; English for one that is not spoken, and where it lacks one. Typed as the English ones, whose
 * messages carry the types of their arguments: languages.test.ts holds every language to the same arguments.
 */
export function catalogueOf(tag: string): English {
  const language = languageOf(tag);
  return (language === undefined ? en : fillGaps(language.catalogue, en)) as English;
}

// has every key of English, because those that are left out are copied
function fillGaps(words: Tree, english: Tree): Catalogue {
  const filled = Object.entries(english).map(([key, value]) => {
    const own = words[key];
    if (typeof value !== 'object') return [key, own ?? value];
    return [key, fillGaps(typeof own === 'object' ? own : {}, value)];
  });
  return Object.fromEntries(filled) as Catalogue;
}
