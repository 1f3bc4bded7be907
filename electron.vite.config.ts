import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { sqliteWasm } from './tools/app/sqlite-wasm.mjs';
import { recordPackages } from './tools/dist/record-packages.mjs';

// Explicit, because the code runs on two Electrons: the supported one and the oldest one used where it cannot be had.
const NODE = 'node20.18';
const CHROME = 'chrome130';

export default defineConfig({
  main: {
    plugins: [recordPackages('main'), sqliteWasm()],
    build: {
      target: NODE,
      sourcemap: true,
      // node_modules are not shipped: everything is bundled
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'electron/main/main.ts' },
        // CommonJS is read at once; ES modules, file by file through the event loop, cost a start 20 ms
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    plugins: [recordPackages('preload')],
    build: {
      target: NODE,
      externalizeDeps: false,
      // a sandboxed preload must be one CommonJS file
      rolldownOptions: {
        input: { preload: 'electron/preload/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react(), recordPackages('renderer')],
    build: {
      target: CHROME,
      minify: true,
      // the page's CSP knows only its own origin: no data: URLs
      assetsInlineLimit: 0,
      // read from disk, not over a network
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: 'renderer/index.html' },
    },
  },
});
