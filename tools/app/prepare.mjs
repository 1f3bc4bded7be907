import { resolveElectron } from '../electron/resolve.mjs';
import { ensureNodeModules } from '../setup/node-modules.mjs';
import { ensureSystemLibraries } from '../setup/system-libraries.mjs';
import { ensureBuilt } from './build-app.mjs';

/**
 * Brings all that the app needs on a machine with nothing but Node, each only if missing, and builds it.
 * @param {{ needsDisplay?: boolean }} [options] whether windows must open where there is no screen
 */
export async function prepareApp(options) {
  await ensureNodeModules();
  await ensureSystemLibraries(options);
  const electron = await resolveElectron();
  await ensureBuilt();
  return electron;
}
