import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { withLock } from '../process/lock.mjs';
import { inRoot, ROOT } from '../process/project-root.mjs';
import { run } from '../process/run.mjs';
import { PlainError, say } from '../process/say.mjs';
import { hashSources } from './sources-hash.mjs';

/** Hash of the sources that out/ was built from. */
const STAMP = inRoot('out/.sources-hash');
const BUNDLER = inRoot('node_modules/electron-vite/dist/cli.js');

/** Makes out/ the app of the present sources; does nothing when it is so already. Needs node_modules. */
export async function ensureBuilt() {
  if (isBuilt()) return;
  await withLock('build', async () => {
    if (!isBuilt()) await build();
  });
}

/** Builds whatever out/ holds. */
export function rebuild() {
  return withLock('build', build);
}

function isBuilt() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hashSources(ROOT);
}

async function build() {
  say('Building Lanyard ...');
  // taken first: what changes meanwhile is built next time
  const hash = hashSources(ROOT);
  rmSync(inRoot('out'), { recursive: true, force: true });
  const { code } = await run(process.execPath, [BUNDLER, 'build', '--logLevel', 'warn']);
  if (code !== 0) throw new PlainError('The build failed.');
  writeFileSync(STAMP, hash);
}
