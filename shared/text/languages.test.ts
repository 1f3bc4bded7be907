import { createTranslator } from 'use-intl/core';
import { describe, expect, it } from 'vitest';
import { IPC_LIMITS } from '../ipc/limits.ts';
import { SETTINGS_LIMITS } from '../model/settings.ts';
import { en } from './en/en.ts';
import { catalogueOf, directionOf, FALLBACK_LANGUAGE, isSpoken, LANGUAGES } from './languages.ts';
import { changeTexts, parseMessage, type Message } from './message.ts';
import { PSEUDO_LANGUAGE } from './pseudo-language.ts';

type Words = ReadonlyMap<string, string>;

/** Names and samples that are the same in every language. */
const SAME_EVERYWHERE = ['Lanyard', '192.168.1.20'];

const english = flatten(en);
const translated = LANGUAGES.map(({ tag }) => tag).filter((tag) => tag !== FALLBACK_LANGUAGE);

/** `a.b.c` → message, as the files say it: without what is filled in from English. */
async function ownWords(tag: string): Promise<Words> {
  // the glob of languages.ts has found the same file
  const file = (await import(`./languages/${tag}.ts`)) as { readonly language: { readonly catalogue: object } };
  return flatten(file.language.catalogue);
}

function flatten(words: object, prefix = ''): Words {
  return new Map(
    Object.entries(words).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[`${prefix}${key}`, value]] : [...flatten(value as object, `${prefix}${key}.`)],
    ),
  );
}

/** Names of arguments with their types, and of tags: what the code has to give. */
function needs(message: Message): ReadonlySet<string> {
  const found = new Set<string>();
  for (const part of message) {
    if (part.kind === 'tag') [`<${part.name}>`, ...needs(part.children)].forEach((need) => found.add(need));
    if (part.kind !== 'argument' || part.name === '#') continue;
    found.add(`${part.name}:${part.type}`);
    for (const [, inner] of part.branches) needs(inner).forEach((need) => found.add(need));
  }
  return found;
}

/** Every argument with branches, those inside of branches too. */
function choices(message: Message): readonly { name: string; type: string; selectors: readonly string[] }[] {
  return message.flatMap((part) => {
    if (part.kind === 'tag') return choices(part.children);
    if (part.kind !== 'argument' || part.branches.length === 0) return [];
    const inner = part.branches.flatMap(([, branch]) => choices(branch));
    return [{ name: part.name, type: part.type, selectors: part.branches.map(([selector]) => selector) }, ...inner];
  });
}

function textsOf(message: string): string {
  let texts = '';
  changeTexts(parseMessage(message), (text) => (texts += text));
  return texts;
}

const entries = (words: Words) => [...words].map(([key, message]) => ({ key, message }));

describe('LANGUAGES', () => {
  it('has every file, by its own name, but not the pseudo-language', () => {
    expect(LANGUAGES).toEqual(
      expect.arrayContaining([
        { tag: 'en', name: 'English' },
        { tag: 'zh-CN', name: '简体中文' },
      ]),
    );
    expect(LANGUAGES.map(({ tag }) => tag)).not.toContain(PSEUDO_LANGUAGE);
    expect(isSpoken(PSEUDO_LANGUAGE)).toBe(true);
    expect(isSpoken('tlh')).toBe(false);
  });

  it.each(LANGUAGES)('$tag is a tag as Intl writes it', ({ tag }) => {
    expect(Intl.getCanonicalLocales(tag)).toEqual([tag]);
    expect(directionOf(tag)).toMatch(/^(ltr|rtl)$/);
  });
});

describe('catalogueOf()', () => {
  it('speaks English where nothing else is known', () => {
    expect(catalogueOf('tlh')).toBe(en);
    expect(directionOf('tlh')).toBe('ltr');
  });

  it('gives the words of the language', () => {
    expect(catalogueOf('zh-CN').app.close).toBe('关闭');
  });
});

describe.each(LANGUAGES)('$tag', ({ tag }) => {
  const words = flatten(catalogueOf(tag));

  it('can be said: every message is good ICU for the real parser', () => {
    for (const { key, message } of entries(words)) {
      const values = Object.fromEntries([...needs(parseMessage(message))].map(sampleOf));
      const fail = (error: Error): never => {
        throw error;
      };
      const t = createTranslator({ locale: tag, messages: { message }, onError: fail });
      expect(() => t.rich('message', values), key).not.toThrow();
    }
  });

  it('counts with the plural forms of the language, all of them', () => {
    const forms = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
    for (const { key, message } of entries(words)) {
      for (const { type, selectors } of choices(parseMessage(message))) {
        if (type !== 'plural') continue;
        expect(selectors.filter((selector) => !/^=\d+$/.test(selector)).sort(), key).toEqual([...forms].sort());
      }
    }
  });

  it('has no straight quotes, which would also confuse the message parser', () => {
    expect(entries(words).filter(({ message }) => /['"]/.test(message))).toEqual([]);
  });
});

function sampleOf(need: string): [string, string | number | (() => string)] {
  if (need.startsWith('<')) return [need.slice(1, -1), () => 'x'];
  const [name = '', type = ''] = need.split(':');
  return [name, type === 'plural' ? 3 : 'x'];
}

describe.each(translated)('the translation %s', (tag) => {
  it('has a word for every key of English, and for no other', async () => {
    const own = await ownWords(tag);
    const missing = [...english.keys()].filter((key) => !own.has(key));
    const unknown = [...own.keys()].filter((key) => !english.has(key));
    expect({ missing, unknown }).toEqual({ missing: [], unknown: [] });
  });

  it('takes the same arguments and tags, and makes the same choices', async () => {
    for (const { key, message } of entries(await ownWords(tag))) {
      const original = parseMessage(english.get(key) ?? '');
      const translation = parseMessage(message);
      expect([...needs(translation)].sort(), key).toEqual([...needs(original)].sort());
      const selects = (whole: Message) => choices(whole).filter(({ type }) => type === 'select');
      expect(selects(translation), key).toEqual(selects(original));
    }
  });

  it('leaves nothing in English', async () => {
    const left = entries(await ownWords(tag)).filter(({ key, message }) => {
      const words = SAME_EVERYWHERE.reduce((text, name) => text.replaceAll(name, ''), textsOf(message));
      return message === english.get(key) && /\p{L}/u.test(words);
    });
    expect(left).toEqual([]);
  });
});

describe('zh-CN', () => {
  it('uses full-width punctuation after Chinese', async () => {
    const wrong = entries(await ownWords('zh-CN')).filter(({ message }) =>
      /\p{Script=Han}[,.:;?!()]|[,.:;?!(]\p{Script=Han}|\.\.\./u.test(textsOf(message)),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the pseudo-language', () => {
  it('has every key, needs the same arguments and reads from right to left', () => {
    const pseudo = flatten(catalogueOf(PSEUDO_LANGUAGE));
    for (const { key, message } of entries(english)) {
      expect(needs(parseMessage(pseudo.get(key) ?? '')), key).toEqual(needs(parseMessage(message)));
    }
    expect(directionOf(PSEUDO_LANGUAGE)).toBe('rtl');
  });

  it('is about a third longer', () => {
    const lengthOf = (words: Words) =>
      [...words.values()].map((message) => textsOf(message).replace(/\p{Bidi_Control}/gu, '').length);
    const sum = (lengths: readonly number[]) => lengths.reduce((total, length) => total + length, 0);
    const ratio = sum(lengthOf(flatten(catalogueOf(PSEUDO_LANGUAGE)))) / sum(lengthOf(english));
    expect(ratio).toBeGreaterThan(1.25);
    expect(ratio).toBeLessThan(1.5);
  });
});

describe('words with a limit in them', () => {
  it.each(LANGUAGES)('say the number that counts ($tag)', ({ tag }) => {
    const { TRANSFER_TOO_MANY_THINGS: things, SETTINGS_TOO_MANY_FOLDERS: folders } = catalogueOf(tag).errors;
    const numberText = (value: number): string => new Intl.NumberFormat(tag).format(value);
    expect(things.here.title).toContain(numberText(IPC_LIMITS.paths));
    expect(folders.here.title).toContain(numberText(SETTINGS_LIMITS.peerFolders));
  });
});
