import { mkdir } from 'node:fs/promises';
import { arch } from 'node:os';
import { dirname } from 'node:path';
import { app, clipboard, shell } from 'electron';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import { asStorage } from '../../../shared/errors/to-storage-error.ts';
import { readInterfaces, readSystemName } from '../../system/ask-system.ts';
import type { EngineHost } from '../engine-host.ts';
import { logFolderOf } from '../log.ts';
import { ownAppImage } from '../own-app-image.ts';
import type { SettingsKeeper } from '../settings/settings-keeper.ts';
import { describeDiagnostics, type InstallKind, type SystemFacts } from './diagnostics.ts';

/** What helps somebody who helps. */
export interface Support {
  /** Shows the folder of the log in the system's file manager. @throws StorageError when there is none to show it */
  openLogFolder(): Promise<void>;
  /** Puts versions, interfaces, ports and counts on the clipboard; no names of people, devices or files, no keys. */
  copyDiagnostics(): Promise<void>;
}

interface SupportOptions {
  readonly host: Pick<EngineHost, 'snapshot'>;
  readonly settings: Pick<SettingsKeeper, 'current'>;
  readonly hasTray: () => boolean;
}

export function createSupport({ host, settings, hasTray }: SupportOptions): Support {
  return {
    async openLogFolder() {
      const logFolder = logFolderOf(app.getPath('userData'));
      await asStorage('make the folder of the log', () => mkdir(logFolder, { recursive: true }));
      const problem = await shell.openPath(logFolder);
      if (problem !== '') throw new StorageError('STORAGE_FAILED', 'the folder of the log cannot be shown');
    },
    async copyDiagnostics() {
      const system = readSystem(hasTray());
      await clipboard.writeText(describeDiagnostics(system, await host.snapshot(), settings.current()));
    },
  };
}

function readSystem(hasTray: boolean): SystemFacts {
  const { electron, chrome, node } = process.versions;
  return {
    appVersion: app.getVersion(),
    versions: { electron, chrome, node },
    system: readSystemName(),
    arch: arch(),
    installKind: installKind(),
    interfaces: readInterfaces(),
    systemLanguage: app.getPreferredSystemLanguages()[0] ?? '',
    hasTray,
    uptimeSeconds: process.uptime(),
  };
}

function installKind(): InstallKind {
  if (!app.isPackaged) return 'source';
  if (ownAppImage(process.execPath, process.env) !== null) return 'appimage';
  const isInstalled = process.platform !== 'linux' || dirname(process.execPath).startsWith('/opt/');
  return isInstalled ? 'installed' : 'portable';
}
