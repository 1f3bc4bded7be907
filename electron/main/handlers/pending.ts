import { failure, success } from '../../../shared/errors/result.ts';
import type { EngineHost } from '../engine-host.ts';
import type { Handlers } from '../ipc-main.ts';
import type { PendingSends } from '../pending/pending-sends.ts';

export function createPendingHandlers(
  pending: PendingSends,
  { commands }: EngineHost,
): Pick<Handlers, 'pending:send' | 'pending:forget'> {
  return {
    'pending:send': async ({ id, peerId }) => {
      const paths = pending.take(id);
      return paths ? commands.send(peerId, paths) : failure({ code: 'TRANSFER_NOTHING_TO_SEND', at: 'here' });
    },
    'pending:forget': ({ id }) => {
      pending.take(id);
      return success(null);
    },
  };
}
