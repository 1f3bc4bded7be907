import { isAbsolute } from 'node:path';
import { IpcError } from '../../../shared/errors/lanyard-error.ts';
import { success } from '../../../shared/errors/result.ts';
import type { Dialogs } from '../dialogs.ts';
import type { EngineHost } from '../engine-host.ts';
import type { Handlers } from '../ipc-main.ts';
import { commandDone } from '../replies.ts';
import { sendChosen } from '../send-chosen.ts';

/**
 * @param showInFolder - opens the system's file manager at a path of the engine's
 * @param recorded - resolves when the history has written what has ended, for which it asks the engine
 */
export function createTransferHandlers(
  { commands }: EngineHost,
  dialogs: Dialogs,
  showInFolder: (path: string) => void,
  recorded: () => Promise<void>,
) {
  return {
    sendFiles: ({ peerId, paths, withoutPath }) => {
      // the schema knows every system's absolute paths, only Node knows which are this one's
      if (!paths.every((path) => isAbsolute(path))) throw new IpcError('IPC_BAD_ARGS', 'a path is not absolute here');
      return commands.send(peerId, paths, withoutPath);
    },
    chooseAndSend: async ({ peerId, kind }) => {
      const paths = await dialogs.chooseThingsToSend(kind);
      return paths.length === 0 ? success(null) : sendChosen(commands, peerId, paths);
    },
    cancelTransfer: ({ transferId }) => commandDone(commands.cancel(transferId)),
    pauseTransfer: ({ transferId }) => commandDone(commands.pause(transferId)),
    resumeTransfer: ({ transferId }) => commandDone(commands.resume(transferId)),
    sendAgain: ({ transferId }) => commands.sendAgain(transferId),
    retryFailed: ({ transferId, indexes }) => commands.retry(transferId, indexes),
    moveTransfer: ({ transferId, to }) => commandDone(commands.move(transferId, to)),
    cancelWaiting: ({ peerId }) => commandDone(commands.cancelWaiting(peerId)),
    dismissTransfer: async ({ transferId }) => {
      await recorded();
      return commandDone(commands.dismiss(transferId));
    },
    showInFolder: async ({ transferId }) => {
      const located = await commands.locate(transferId);
      if (!located.ok) return located;
      showInFolder(located.value);
      return success(null);
    },
    transferFiles: (query) => commands.files(query),
  } satisfies Partial<Handlers>;
}
