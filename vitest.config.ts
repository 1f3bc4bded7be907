import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const INTEGRATION = '**/*.integration.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{shared,electron,tools,e2e}/**/*.test.ts', 'tools/**/*.test.mjs'],
          exclude: [INTEGRATION],
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: ['renderer/**/*.test.{ts,tsx}'],
          // React and a document once a worker and not once a file: a third of the time; each file cleans up after itself
          pool: 'threads',
          isolate: false,
        },
      },
      {
        test: {
          name: 'engine',
          environment: 'node',
          include: [`electron/${INTEGRATION}`],
          // real sockets, files and deadlines of seconds: few at a time even on a large machine; many of them only wait
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
        },
      },
    ],
    // tests talk to this computer only, however they are started
    env: { LANYARD_LISTEN: process.env['LANYARD_LISTEN'] ?? '127.0.0.1' },
  },
});
