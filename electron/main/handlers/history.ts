import { existsSync } from 'node:fs';
import { failure, success } from '../../../shared/errors/result.ts';
import type { RequestChannel } from '../../../shared/ipc/contract.ts';
import type { EngineHost } from '../engine-host.ts';
import type { History } from '../history/history.ts';
import type { Handlers } from '../ipc-main.ts';

type HistoryChannel = Extract<RequestChannel, `history:${string}`>;

/**
 * @param showInFolder - opens the system's file manager at a path
 * @param copyText - puts text on the clipboard
 */
export function createHistoryHandlers(
  history: History,
  { commands }: EngineHost,
  showInFolder: (path: string) => void,
  copyText: (text: string) => void,
): Pick<Handlers, HistoryChannel> {
  return {
    'history:page': (query) => history.page(query),
    'history:files': (query) => history.files(query),
    'history:remove': ({ transferId }) => history.remove(transferId),
    'history:clear': () => history.clear(),
    'history:send-again': async ({ transferId }) => {
      const origin = await history.origin(transferId);
      return origin.ok ? commands.send(origin.value.peerId, origin.value.sourcePaths) : origin;
    },
    'history:show-in-folder': async ({ transferId }) => {
      const origin = await history.origin(transferId);
      if (!origin.ok) return origin;
      const { shownPath } = origin.value;
      if (shownPath === null || !existsSync(shownPath)) return failure({ code: 'HISTORY_MOVED', at: 'here' });
      showInFolder(shownPath);
      return success(null);
    },
    'history:copy-hash': ({ sha256 }) => {
      copyText(sha256);
      return success(null);
    },
  };
}
