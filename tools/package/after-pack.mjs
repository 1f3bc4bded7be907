import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setFuses } from './fuses.mjs';

/**
 * @typedef {object} PackContext what electron-builder tells its hooks
 * @property {string} appOutDir
 * @property {string} electronPlatformName `linux`, `win32` or `darwin`
 * @property {{ executableName?: string, appInfo: { productFilename: string } }} packager
 */

/**
 * electron-builder's afterPack hook, before it signs: every fuse is set, and the stand-in default app of the fallback
 * Electron is taken out.
 * @param {PackContext} context
 */
export function afterPack(context) {
  rmSync(join(context.appOutDir, 'resources/default_app.asar'), { force: true });
  setFuses(fuseFile(context));
  // a changed ARM binary does not start until it is signed again; what has an identity is signed after this hook
  if (process.platform === 'darwin' && context.electronPlatformName === 'darwin') signForThisMac(context);
}

/** @param {PackContext} context */
function fuseFile({ appOutDir, electronPlatformName, packager }) {
  const name = packager.appInfo.productFilename;
  if (electronPlatformName === 'win32') return join(appOutDir, `${name}.exe`);
  if (electronPlatformName === 'linux') return join(appOutDir, packager.executableName ?? name);
  return join(appOutDir, `${name}.app/Contents/Frameworks/Electron Framework.framework/Electron Framework`);
}

/** @param {PackContext} context */
function signForThisMac({ appOutDir, packager }) {
  const app = join(appOutDir, `${packager.appInfo.productFilename}.app`);
  const kept = '--preserve-metadata=entitlements,requirements,flags,runtime';
  const { status } = spawnSync('codesign', ['--sign', '-', '--force', kept, '--deep', app], { stdio: 'inherit' });
  if (status !== 0) throw new Error('codesign failed');
}
