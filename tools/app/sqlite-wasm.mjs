import { readFileSync } from 'node:fs';

const LIBRARY = /[\\/]node-sqlite3-wasm\.js$/;
const WASM = 'node-sqlite3-wasm.wasm';

/**
 * SQLite looks for its WebAssembly beside the code that loads it: in the package before bundling, in the chunk's folder
 * after it. So the file is put there under its own name, and asar's file system reads it like any other.
 *
 * @returns {import('vite').Plugin}
 */
export function sqliteWasm() {
  return {
    name: 'lanyard-sqlite-wasm',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'asset', fileName: `chunks/${WASM}`, source: readFileSync(wasmPath()) });
    },
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || !Object.keys(chunk.modules).some((id) => LIBRARY.test(id))) continue;
        if (!chunk.fileName.startsWith('chunks/')) this.error(`${chunk.fileName} would not find ${WASM}`);
      }
    },
  };
}

function wasmPath() {
  return new URL(`../../node_modules/node-sqlite3-wasm/dist/${WASM}`, import.meta.url);
}
