import { defineConfig } from '@playwright/test';
import { hasDisplay } from './tools/test/display.mjs';

// the apps under test inherit it: they talk to this computer only
process.env['LANYARD_LISTEN'] ??= '127.0.0.1';

export default defineConfig({
  globalSetup: './tools/test/playwright-setup.mjs',
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  // a test starts two apps of six processes each and mostly waits for one of them; on a real screen two tests would take
  // the focus and the clipboard from each other, virtual ones each worker has for itself
  workers: hasDisplay() ? 1 : 2,
  retries: 0,
  forbidOnly: true,
  // they only end a hang: a test takes ten seconds, and six times as long on a computer that has much else to do
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
});
