import { isAbsolute } from 'node:path';
import { IpcError } from '../../../shared/errors/lanyard-error.ts';
import { success } from '../../../shared/errors/result.ts';
import type { RequestChannel } from '../../../shared/ipc/contract.ts';
import type { Dialogs } from '../dialogs.ts';
import type { EngineHost } from '../engine-host.ts';
import type { Handlers } from '../ipc-main.ts';
import { nothing } from './nothing.ts';

type TransferChannel = Extract<RequestChannel, `transfers:${string}`>;

/**
 * @param showInFolder - opens the system's file manager at a path of the engine's
 * @param recorded - resolves when the history has written what has ended, for which it asks the engine
 */
export function createTransferHandlers(
  { commands }: EngineHost,
  dialogs: Dialogs,
  showInFolder: (path: string) => void,
  recorded: () => Promise<void>,
): Pick<Handlers, TransferChannel> {
  return {
    'transfers:send': ({ peerId, paths }) => {
      // the schema knows every system's absolute paths, only Node knows which are this one's
      if (!paths.every((path) => isAbsolute(path))) throw new IpcError('IPC_BAD_ARGS', 'a path is not absolute here');
      return commands.send(peerId, paths);
    },
    'transfers:choose-and-send': async ({ peerId, kind }) => {
      const paths = await dialogs.chooseThingsToSend(kind);
      return paths.length === 0 ? success(null) : commands.send(peerId, paths);
    },
    'transfers:cancel': ({ transferId }) => nothing(commands.cancel(transferId)),
    'transfers:pause': ({ transferId }) => nothing(commands.pause(transferId)),
    'transfers:resume': ({ transferId }) => nothing(commands.resume(transferId)),
    'transfers:send-again': ({ transferId }) => commands.sendAgain(transferId),
    'transfers:retry': ({ transferId, indexes }) => commands.retry(transferId, indexes),
    'transfers:move': ({ transferId, to }) => nothing(commands.move(transferId, to)),
    'transfers:cancel-waiting': ({ peerId }) => nothing(commands.cancelWaiting(peerId)),
    'transfers:dismiss': async ({ transferId }) => {
      await recorded();
      return nothing(commands.dismiss(transferId));
    },
    'transfers:show-in-folder': async ({ transferId }) => {
      const located = await commands.locate(transferId);
      if (!located.ok) return located;
      showInFolder(located.value);
      return success(null);
    },
    'transfers:files': (query) => commands.files(query),
  };
}
