import type { en } from './en/en.ts';

type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
type Some<T> = { readonly [K in keyof T]?: T[K] extends string ? string : Some<T[K]> };

/** English, whose messages tell which arguments each of them takes. */
export type English = typeof en;

/** Every word in some language. */
export type Catalogue = Words<English>;

/**
 * What a file of `languages/` exports as `language`. A key that English does not have is a compile error; one that is
 * missing shows in English and fails `languages.test.ts`, so that new English words stop nobody's work.
 */
export interface Language {
  /** As its speakers write it. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  readonly catalogue: Some<English>;
}
