import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { failure, success } from '../../../shared/errors/result.ts';
import type { RequestChannel } from '../../../shared/ipc/contract.ts';
import type { Dialogs } from '../dialogs.ts';
import type { EngineHost } from '../engine-host.ts';
import type { History } from '../history/history.ts';
import { receiptName } from '../history/receipt-name.ts';
import type { Handlers } from '../ipc-main.ts';

type HistoryChannel = Extract<RequestChannel, `history:${string}`>;

/**
 * @param showInFolder - opens the system's file manager at a path
 * @param copyText - puts text on the clipboard
 */
export function createHistoryHandlers(
  history: History,
  { commands }: EngineHost,
  dialogs: Pick<Dialogs, 'chooseReceiptFile'>,
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
    'history:save-receipt': async ({ transferId }) => {
      const receipt = await history.receipt(transferId);
      if (!receipt.ok) return receipt;
      const { title, startedAtMs } = receipt.value;
      const file = await dialogs.chooseReceiptFile(receiptName(title, startedAtMs));
      if (file === null) return success(null);
      const saved = await history.saveReceipt(transferId, file);
      return saved.ok ? success(basename(file)) : saved;
    },
    'history:checks': () => success(history.checks()),
    'history:check': ({ transferId }) => history.startCheck(transferId),
    'history:cancel-check': ({ transferId }) => history.cancelCheck(transferId),
    'history:problems': (query) => history.problems(query),
  };
}
