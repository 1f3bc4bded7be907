// node tools/wine/unit-tests.mjs PATHS: unit tests whose path has one of these in it, in node.exe under Wine.
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ensureNodeModules } from '../setup/node-modules.mjs';
import { inRoot } from '../process/project-root.mjs';
import { PlainError, runMain } from '../process/say.mjs';
import { prepareWine, stopWine } from './set-up.mjs';
import { nodeExeIn, WINE, windowsPath, wineEnvironment } from './wine-home.mjs';

/** Milliseconds, only to end a hang: all of shared/ and electron/engine/storage takes some minutes. */
const LIMIT_MS = 45 * 60_000;
const VITEST = 'node_modules/vitest/vitest.mjs';

await runMain(async () => {
  await ensureNodeModules();
  const wine = await prepareWine();
  if ('reason' in wine) throw new PlainError(wine.reason);
  try {
    return await runTests(wine.home, process.argv.slice(2));
  } finally {
    await stopWine(wine.home);
  }
});

/**
 * @param {string} home
 * @param {readonly string[]} paths
 * @returns {Promise<number>} the exit code
 */
async function runTests(home, paths) {
  mkdirSync(inRoot('.cache/reports'), { recursive: true });
  // node.exe in Wine writes to no pipe
  const file = inRoot('.cache/reports/wine-unit.txt');
  const output = openSync(file, 'w');
  const child = spawn(WINE, [nodeExeIn(home), VITEST, 'run', '--project', 'unit', ...paths], {
    cwd: inRoot(),
    env: {
      ...process.env,
      ...wineEnvironment(home),
      LANYARD_LISTEN: '127.0.0.1',
      // where vitest finds its machine code, which node_modules has for this system only
      NODE_PATH: windowsPath(`${home}/node_modules`),
      NODE_OPTIONS: `--import ${pathToWindowsUrl(inRoot('tools/wine/testing/play-streams.ts'))}`,
    },
    stdio: ['ignore', output, output],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const [code] = /** @type {[number | null]} */ (await once(child, 'exit'));
  closeSync(output);
  process.stdout.write(readFileSync(file, 'utf8'));
  return code ?? 1;
}

/** @param {string} path absolute, of this computer */
function pathToWindowsUrl(path) {
  return new URL(`file:///Z:${path}`).href;
}
