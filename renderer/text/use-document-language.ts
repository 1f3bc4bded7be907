import { useLayoutEffect } from 'react';
import { directionOf } from '../../shared/text/languages.ts';

/** Tells the document, and so screen readers, fonts and the layout, which language it is in and where it starts. */
export function useDocumentLanguage(language: string): void {
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.lang = language;
    root.dir = directionOf(language);
  }, [language]);
}
