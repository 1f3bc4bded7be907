import { defineConfig } from '@playwright/test';

// Tests of an installed deb; tools/test/package-suite.mjs installs it, starts them and cleans up.
export default defineConfig({
  testDir: 'e2e/installed',
  testMatch: '**/*.installed.ts',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  // they only end a hang
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
});
