import type { Settings, SettingsView } from '../../../shared/model/settings.ts';
import type { EngineSettings } from '../../engine/engine-api.ts';

/**
 * What the engine is to do: what the user chose, and the defaults (the computer's, or those of the environment) where
 * nothing was chosen.
 */
export function toEngineSettings(settings: Settings, defaults: SettingsView['defaults']): EngineSettings {
  return {
    name: settings.deviceName ?? defaults.deviceName,
    inboxDir: settings.inboxDir ?? defaults.inboxDir,
    peerFolders: settings.peerFolders,
    existingNames: settings.existingNames,
    isReceiving: settings.isReceiving,
    isVisible: settings.isVisible,
    interfaces: settings.interfaces,
    port: settings.port ?? defaults.port,
    uploadLimit: settings.uploadLimit,
    downloadLimit: settings.downloadLimit,
  };
}
