import { failure, success } from '../../../shared/errors/result.ts';
import type { EngineHost } from '../engine-host.ts';
import type { Handlers } from '../ipc-main.ts';
import type { PendingSends } from '../pending/pending-sends.ts';

export function createPendingHandlers(pending: PendingSends, { commands }: EngineHost) {
  return {
    sendPending: async ({ id, peerId }) => {
      const paths = pending.pathsOf(id);
      if (!paths) return failure({ code: 'TRANSFER_NOTHING_TO_SEND', at: 'here' });
      const sent = await commands.send(peerId, paths);
      // otherwise it waits for another try
      if (sent.ok) pending.forget(id, paths.length);
      return sent;
    },
    forgetPending: ({ id }) => {
      pending.forget(id);
      return success(null);
    },
  } satisfies Partial<Handlers>;
}
