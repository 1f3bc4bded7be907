import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const INTEGRATION = '**/*.integration.test.ts';

/**
 * Milliseconds, only to end a hang: no test is decided by how fast a computer is. The defaults, 5 s for a test and 1 s for
 * a poll, are passed on one that has much else to do.
 */
const PATIENCE = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 60_000 } } } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          ...PATIENCE,
          include: ['{shared,electron,tools,e2e,bench}/**/*.test.ts', 'tools/**/*.test.mjs'],
          // vitest.wine.config.ts has the latter
          exclude: [INTEGRATION, '**/*.wine.test.ts'],
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: ['renderer/**/*.test.{ts,tsx}'],
          setupFiles: ['renderer/testing/patience.ts'],
          ...PATIENCE,
          // React and a document once a worker and not once a file: a third of the time; each file cleans up after itself
          pool: 'threads',
          isolate: false,
        },
      },
      {
        test: {
          name: 'engine',
          environment: 'node',
          include: [`{electron,bench}/${INTEGRATION}`],
          globalSetup: ['electron/engine/testing/build-disk-worker.ts'],
          ...PATIENCE,
          testTimeout: 300_000,
          // real sockets, files and deadlines of seconds: few at a time even on a large machine; many of them only wait
          maxWorkers: 3,
        },
      },
    ],
    // tests talk to this computer only, however they are started
    env: { LANYARD_LISTEN: process.env['LANYARD_LISTEN'] ?? '127.0.0.1' },
  },
});
