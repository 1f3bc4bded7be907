import { success } from '../../../shared/errors/result.ts';
import type { RequestChannel } from '../../../shared/ipc/contract.ts';
import type { Dialogs } from '../dialogs.ts';
import type { Handlers } from '../ipc-main.ts';
import type { SettingsKeeper } from '../settings/settings-keeper.ts';

type SettingsChannel = Extract<RequestChannel, `settings:${string}`>;

export function createSettingsHandlers(settings: SettingsKeeper, dialogs: Dialogs): Pick<Handlers, SettingsChannel> {
  const done = async (change: Promise<void>) => {
    await change;
    return success(null);
  };
  return {
    'settings:change': (patch) => done(settings.change(patch)),
    'settings:choose-inbox': async () => {
      const { settings: current, defaults } = settings.view();
      const folder = await dialogs.chooseFolder(current.inboxDir ?? defaults.inboxDir);
      return folder === null ? success(null) : done(settings.setInboxDir(folder));
    },
    'settings:reset-inbox': () => done(settings.setInboxDir(null)),
    'settings:choose-peer-folder': async ({ peerId }) => {
      const { settings: current, defaults } = settings.view();
      const startAt = current.peerFolders[peerId] ?? current.inboxDir ?? defaults.inboxDir;
      const folder = await dialogs.chooseFolder(startAt);
      return folder === null ? success(null) : done(settings.setPeerFolder(peerId, folder));
    },
    'settings:reset-peer-folder': ({ peerId }) => done(settings.setPeerFolder(peerId, null)),
    'settings:dismiss-broken': () => {
      settings.dismissBroken();
      return success(null);
    },
  };
}
