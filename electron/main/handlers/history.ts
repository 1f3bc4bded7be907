import { basename } from 'node:path';
import { failure, success, type Result } from '../../../shared/errors/result.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import type { Dialogs } from '../dialogs.ts';
import type { EngineHost } from '../engine-host.ts';
import type { History } from '../history/history.ts';
import { receiptName } from '../history/receipt-name.ts';
import type { Handlers } from '../ipc-main.ts';
import { isThere } from '../is-there.ts';
import { done } from '../replies.ts';

/**
 * @param showInFolder - opens the system's file manager at a path
 * @param copyText - puts text on the clipboard
 */
export function createHistoryHandlers(
  history: History,
  { commands }: EngineHost,
  dialogs: Pick<Dialogs, 'chooseReceiptFile'>,
  showInFolder: (path: string) => void,
  copyText: (text: string) => Promise<void>,
) {
  return {
    historyPage: (query) => history.page(query),
    historyFiles: (query) => history.files(query),
    removeFromHistory: ({ transferId }) => history.remove(transferId),
    clearHistory: () => history.clear(),
    sendAgainFromHistory: async ({ transferId }) => {
      const origin = await history.origin(transferId);
      return origin.ok ? commands.send(origin.value.peerId, origin.value.sourcePaths) : origin;
    },
    showHistoryInFolder: async ({ transferId }) => {
      const origin = await history.origin(transferId);
      if (!origin.ok) return origin;
      const { shownPath } = origin.value;
      if (shownPath === null || !(await isThere(shownPath))) return failure({ code: 'HISTORY_MOVED', at: 'here' });
      showInFolder(shownPath);
      return success(null);
    },
    copyHash: ({ sha256 }) => done(copyText(sha256)),
    saveReceipt: ({ transferId }) => saveReceipt(history, dialogs, transferId),
    historyChecks: () => success(history.checks()),
    checkHistory: ({ transferId }) => history.startCheck(transferId),
    cancelHistoryCheck: ({ transferId }) => history.cancelCheck(transferId),
    historyProblems: (query) => history.problems(query),
  } satisfies Partial<Handlers>;
}

/** The name of the file that it was written to; null: the user chose nothing. */
async function saveReceipt(
  history: History,
  dialogs: Pick<Dialogs, 'chooseReceiptFile'>,
  transferId: TransferId,
): Promise<Result<string | null>> {
  const receipt = await history.receipt(transferId);
  if (!receipt.ok) return receipt;
  const { title, startedAtMs } = receipt.value;
  const file = await dialogs.chooseReceiptFile(receiptName(title, startedAtMs));
  if (file === null) return success(null);
  const saved = await history.saveReceipt(transferId, file);
  return saved.ok ? success(basename(file)) : saved;
}
