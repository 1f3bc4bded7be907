import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder that `prepareWine` made. */
    wineHome: string;
  }
}

/** As tools/wine/testing/global-setup.ts gives it to the tests. */
export function givenWineHome(): string {
  return inject('wineHome');
}
