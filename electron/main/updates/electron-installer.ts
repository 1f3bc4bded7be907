import { app, session } from 'electron';
import { autoUpdater, type Logger } from 'electron-updater';
import { UpdateError } from '../../../shared/errors/lanyard-error.ts';
import type { WriteLog } from '../log.ts';
import type { Feed } from './feed.ts';
import type { Installer } from './installer.ts';
import { signedFeedProvider } from './signed-feed.ts';

/** Milliseconds. macOS unpacks the new version before it ends this one; an app that then still runs was not replaced. */
const RESTART_TIMEOUT_MS = 180_000;

/** electron-updater, kept on a short lead: it looks, fetches and installs only when told to, and tells nobody who we are. */
export function createElectronInstaller(feed: Feed, configFile: string | null, log: WriteLog): Installer {
  // a session of its own: the window's may fetch nothing at all
  const network = session.fromPartition('updates', { cache: false });
  autoUpdater.logger = toLogger(log);
  autoUpdater.autoDownload = false;
  autoUpdater.autoInstallOnAppQuit = false;
  autoUpdater.allowDowngrade = false;
  autoUpdater.disableWebInstaller = true;
  // it would send an id of this installation; everybody gets every version at once instead
  autoUpdater.requestHeaders = { 'x-user-staging-id': '0' };
  if (configFile !== null) {
    autoUpdater.forceDevUpdateConfig = true;
    autoUpdater.updateConfigPath = configFile;
  }
  const updateProvider = signedFeedProvider(feed, (url, init) => network.fetch(url, init));
  autoUpdater.setFeedURL({ provider: 'custom', updateProvider });
  return { findNewer, fetch, replaceAndStart };
}

async function findNewer(): Promise<string | null> {
  const found = await autoUpdater.checkForUpdates();
  return found?.isUpdateAvailable === true ? found.updateInfo.version : null;
}

async function fetch(onProgress: (fraction: number) => void): Promise<void> {
  const report = ({ percent }: { readonly percent: number }): void => onProgress(percent / 100);
  autoUpdater.on('download-progress', report);
  try {
    await autoUpdater.downloadUpdate();
  } catch (cause) {
    const isOther = cause instanceof Error && 'code' in cause && cause.code === 'ERR_CHECKSUM_MISMATCH';
    const code = isOther ? 'UPDATE_UNTRUSTED' : 'UPDATE_UNREACHABLE';
    throw new UpdateError(code, 'the update was not fetched', { cause });
  } finally {
    autoUpdater.off('download-progress', report);
  }
}

function replaceAndStart(): void {
  // it starts the new version before this one has gone: there would be two of us
  app.releaseSingleInstanceLock();
  // this version is still whole, but its engine has been stopped
  const goOnAsBefore = (): void => {
    app.relaunch();
    app.exit();
  };
  autoUpdater.once('error', goOnAsBefore);
  setTimeout(goOnAsBefore, RESTART_TIMEOUT_MS);
  try {
    autoUpdater.quitAndInstall(false, true);
  } catch {
    // the updater's own log says why
    goOnAsBefore();
  }
}

function toLogger(log: WriteLog): Logger {
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (message?: unknown): void =>
      log('updates', { level, message: String(message) });
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
