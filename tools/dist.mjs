// npm run dist: installers of this platform into release/. npm run dist -- --linux deb: only that.
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { buildPackages } from './dist/build-packages.mjs';
import { readDistOptions } from './dist/dist-options.mjs';
import { runMain, say } from './process/say.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';

await runMain(async () => {
  const options = readDistOptions(process.argv.slice(2), process.platform);
  await ensureNodeModules();
  const files = await buildPackages(options);
  say('\nin release/:');
  for (const file of files) say(`${sizeOf(file).padStart(10)}  ${basename(file)}`);
});

/** @param {string} file */
function sizeOf(file) {
  return `${(statSync(file).size / 1e6).toFixed(1)} MB`;
}
