import { createTranslator } from 'use-intl/core';
import { en } from '../../shared/text/en/en.ts';

/** Typed messages: `t('peers.title')`, `t.rich(…)` for elements inside a sentence. */
export type Text = ReturnType<typeof createText>;

/** The catalogue for `locale`, which also decides plurals and digits. English words so far. */
export function createText(locale: string) {
  return createTranslator({ locale, messages: en });
}
