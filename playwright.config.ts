import { defineConfig } from '@playwright/test';

// the apps under test inherit it: they talk to this computer only
process.env['LANYARD_LISTEN'] ??= '127.0.0.1';

export default defineConfig({
  globalSetup: './tools/test/playwright-setup.mjs',
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  // each test starts two apps of six processes each
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
});
