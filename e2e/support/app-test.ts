import { test as base } from '@playwright/test';
import { startDisplay } from '../../tools/test/display.mjs';
import { launchApp, launchPair, type LaunchedApp } from './launch-app.ts';

interface AppFixtures {
  /** Starts an app that ends, and whose files go, when the test is over. */
  readonly launchApp: typeof launchApp;
  /** Starts two that see each other; they end with the test, too. */
  readonly launchPair: typeof launchPair;
}

/** Playwright's `test` with apps. What they logged is kept when a test fails. */
export const test = base.extend<AppFixtures & { readonly launched: LaunchedApp[] }, { readonly ownScreen: undefined }>({
  // one for each worker: focus and clipboard are the screen's
  ownScreen: [
    async ({}, use) => {
      const display = await startDisplay();
      await use(undefined);
      display.stop();
    },
    { scope: 'worker', auto: true },
  ],
  // Playwright wants a pattern as the first argument even when no other fixture is needed
  launched: async ({}, use, info) => {
    const launched: LaunchedApp[] = [];
    await use(launched);
    for (const app of launched) {
      if (info.status !== info.expectedStatus) {
        await info.attach(`log of ${app.name}`, { body: await app.log(), contentType: 'text/plain' });
      }
      await app.dispose();
    }
  },
  launchApp: async ({ launched }, use) => {
    await use(async (options) => {
      const app = await launchApp(options);
      launched.push(app);
      return app;
    });
  },
  // by `launchApp`: one that is up when the other fails to start ends, too
  launchPair: async ({ launchApp: launch }, use) => {
    await use((first, second) => launchPair(first, second, launch));
  },
});

export { expect } from '@playwright/test';
