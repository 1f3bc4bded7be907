import type { ReactNode } from 'react';
import { createTranslator } from 'use-intl/core';
import type { English } from '../../shared/text/language.ts';
import { catalogueOf } from '../../shared/text/languages.ts';
import type { ArgumentsOf, KeyOf, RichArgumentsOf } from '../../shared/text/typed-messages.ts';

type Key = KeyOf<English>;
type MakeTag = (inner: ReactNode) => ReactNode;

/** Typed messages: `t('peers.title')`, `t.rich(…)` for elements inside a sentence. */
export interface Text {
  <K extends Key>(key: K, ...values: ArgumentsOf<English, K>): string;
  readonly rich: <K extends Key>(key: K, ...values: RichArgumentsOf<English, K, MakeTag>) => ReactNode;
}

/**
 * The words of `language`; `locale` decides plurals and digits.
 * @param language - a tag that is spoken
 * @param locale - the same language, perhaps of another region
 */
export function createText(language: string, locale: string): Text {
  // only keys and values are given a type of ours: what it computes for a whole catalogue takes the compiler minutes
  return createTranslator({ locale, messages: catalogueOf(language) }) as unknown as Text;
}
