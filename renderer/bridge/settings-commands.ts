import type { PeerId } from '../../shared/model/ids.ts';
import type { SettingsPatch } from '../../shared/model/settings.ts';
import type { LanyardApi } from './lanyard-api.ts';
import { settle } from './settle.ts';

/** All hand their failure back: it belongs next to the control that was used. What changed comes by event. */
export function createSettingsCommands(api: LanyardApi) {
  return {
    changeSettings: (patch: SettingsPatch) => settle(() => api.changeSettings(patch)),
    chooseInbox: () => settle(() => api.chooseInbox()),
    resetInbox: () => settle(() => api.resetInbox()),
    choosePeerFolder: (peerId: PeerId) => settle(() => api.choosePeerFolder({ peerId })),
    resetPeerFolder: (peerId: PeerId) => settle(() => api.resetPeerFolder({ peerId })),
    openLogFolder: () => settle(() => api.openLogFolder()),
    copyDiagnostics: () => settle(() => api.copyDiagnostics()),
    checkForUpdates: () => settle(() => api.checkForUpdates()),
    downloadUpdate: () => settle(() => api.downloadUpdate()),
    restartToUpdate: () => settle(() => api.restartToUpdate()),
  };
}
