import { test as base } from './app-test.ts';
import { makeFolder, removeFolder } from './files.ts';

/** Apps, and a folder for the files to send that is gone after the test. */
export const test = base.extend<{ readonly folder: string }>({
  // Playwright wants a pattern as the first argument even when no other fixture is needed
  folder: async ({}, use) => {
    const folder = await makeFolder();
    await use(folder);
    await removeFolder(folder);
  },
});

export { expect } from '@playwright/test';
