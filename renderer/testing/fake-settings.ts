import type { Result } from '../../shared/errors/result.ts';
import type { PeerId } from '../../shared/model/ids.ts';
import type { Settings, SettingsPatch, SettingsView } from '../../shared/model/settings.ts';

/** What the fake dialog always chooses. */
export const CHOSEN_DIR = '/home/ada/Chosen';

type Change = Partial<Settings> | SettingsPatch;

/** Settings that keep what they are told, as main does: the event comes before the reply, and nothing when refused. */
export function createFakeSettings(first: SettingsView, onChanged: (view: SettingsView) => void) {
  let view = first;
  const apply = (change: Change, brokenFile: string | null): void => {
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    view = { ...view, settings: { ...view.settings, ...Object.fromEntries(given) }, brokenFile };
    onChanged(view);
  };
  return {
    view: () => view,
    after: async (
      answer: Promise<Result<null>>,
      change: Change,
      brokenFile = view.brokenFile,
    ): Promise<Result<null>> => {
      const reply = await answer;
      if (reply.ok) apply(change, brokenFile);
      return reply;
    },
    withFolder: (peerId: PeerId, directory: string | null): Change => {
      const rest = Object.entries(view.settings.peerFolders).filter(([id]) => id !== peerId);
      return { peerFolders: Object.fromEntries(directory === null ? rest : [...rest, [peerId, directory]]) };
    },
  };
}
