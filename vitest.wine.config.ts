import { defineConfig } from 'vitest/config';

// Engines in node.exe under Wine: docs/windows.md. A file of its own, as no plain `vitest` is to start Wine.
export default defineConfig({
  test: {
    name: 'wine',
    environment: 'node',
    include: ['tools/wine/scenarios/**/*.wine.test.ts'],
    globalSetup: 'tools/wine/testing/global-setup.ts',
    // one wineserver is one thread
    fileParallelism: false,
    // milliseconds, only to end a hang
    testTimeout: 400_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    env: { LANYARD_LISTEN: '127.0.0.1' },
  },
});
