import { success } from '../../../shared/errors/result.ts';
import type { Dialogs } from '../dialogs.ts';
import type { Handlers } from '../ipc-main.ts';
import type { SettingsKeeper } from '../settings/settings-keeper.ts';
import { done } from '../replies.ts';

export function createSettingsHandlers(settings: SettingsKeeper, dialogs: Dialogs) {
  return {
    changeSettings: (patch) => done(settings.change(patch)),
    chooseInbox: async () => {
      const { settings: current, defaults } = settings.view();
      const folder = await dialogs.chooseFolder(current.inboxDir ?? defaults.inboxDir);
      return folder === null ? success(null) : done(settings.setInboxDir(folder));
    },
    resetInbox: () => done(settings.setInboxDir(null)),
    choosePeerFolder: async ({ peerId }) => {
      const { settings: current, defaults } = settings.view();
      const startAt = current.peerFolders[peerId] ?? current.inboxDir ?? defaults.inboxDir;
      const folder = await dialogs.chooseFolder(startAt);
      return folder === null ? success(null) : done(settings.setPeerFolder(peerId, folder));
    },
    resetPeerFolder: ({ peerId }) => done(settings.setPeerFolder(peerId, null)),
    dismissBrokenSettings: () => {
      settings.dismissBroken();
      return success(null);
    },
  } satisfies Partial<Handlers>;
}
