import { basename } from 'node:path';
import { failure, type Result } from '../../shared/errors/result.ts';
import { IPC_LIMITS, isSendablePath } from '../../shared/ipc/limits.ts';
import type { PeerId, TransferId } from '../../shared/model/ids.ts';
import type { EngineHost } from './engine-host.ts';

/**
 * Sends what a system's dialog gave. A name that is not text has no path that could be used: it goes along as a name, so
 * that both ends are told that it was not sent.
 */
export function sendChosen(
  commands: Pick<EngineHost['commands'], 'send'>,
  peerId: PeerId,
  chosen: readonly string[],
): Promise<Result<TransferId>> {
  if (chosen.length > IPC_LIMITS.paths)
    return Promise.resolve(failure({ code: 'TRANSFER_TOO_MANY_THINGS', at: 'here' }));
  const paths = chosen.filter(isSendablePath);
  const withoutPath = chosen
    .filter((path) => !isSendablePath(path))
    .map((path) => basename(path).slice(0, IPC_LIMITS.nameUnits));
  return commands.send(peerId, paths, withoutPath);
}
