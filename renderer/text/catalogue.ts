import { createTranslator } from 'use-intl/core';
import { catalogueOf } from '../../shared/text/languages.ts';

/** Typed messages: `t('peers.title')`, `t.rich(…)` for elements inside a sentence. */
export type Text = ReturnType<typeof createText>;

/**
 * The words of `language`; `locale` decides plurals and digits.
 * @param language - a tag that is spoken
 * @param locale - the same language, perhaps of another region
 */
export function createText(language: string, locale: string) {
  return createTranslator({ locale, messages: catalogueOf(language) });
}
