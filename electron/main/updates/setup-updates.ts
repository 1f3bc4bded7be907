import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app } from 'electron';
import type { WriteLog } from '../log.ts';
import { ownAppImage } from '../own-app-image.ts';
import { feedWords, readFeed, type Feed } from './feed.ts';
import type { Installer } from './installer.ts';
import { startUpdater, type Updater, type UpdaterOptions } from './updater.ts';

type Setup = Omit<UpdaterOptions, 'feed' | 'loadInstaller'>;

/** The updater of this build. Unpackaged it has no feed, unless a test names one in the environment. */
export function setupUpdates(setup: Setup): Updater {
  const feed = canReplaceItself() ? findFeed(setup.log) : null;
  return startUpdater({ ...setup, feed, loadInstaller: (from) => loadInstaller(from, setup.log) });
}

/** Not an unpacked tar.gz: nobody knows where else its files are used. The others are named by electron-builder's mark. */
function canReplaceItself(): boolean {
  if (!app.isPackaged || process.platform !== 'linux') return true;
  return ownAppImage(process.execPath, process.env) !== null || existsSync(join(process.resourcesPath, 'package-type'));
}

function findFeed(log: WriteLog): Feed | null {
  try {
    return readFeed(feedWords(app.isPackaged), app.isPackaged);
  } catch (error) {
    // a release that was built wrong still moves files
    log('updates', { level: 'error', message: 'this build has a feed that makes no sense', stack: String(error) });
    return null;
  }
}

async function loadInstaller(feed: Feed, log: WriteLog): Promise<Installer> {
  const { createElectronInstaller } = await import('./electron-installer.ts');
  return createElectronInstaller(feed, app.isPackaged ? null : await writeConfig(), log);
}

/** What electron-builder puts into a package, for an app that is none: where downloads are kept. */
async function writeConfig(): Promise<string> {
  const directory = join(app.getPath('userData'), 'updates');
  const file = join(directory, 'app-update.yml');
  await mkdir(directory, { recursive: true });
  await writeFile(file, 'provider: custom\nupdaterCacheDirName: lanyard-unpackaged-updater\n');
  return file;
}
