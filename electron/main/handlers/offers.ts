import { success } from '../../../shared/errors/result.ts';
import type { Dialogs } from '../dialogs.ts';
import type { EngineHost } from '../engine-host.ts';
import type { Handlers } from '../ipc-main.ts';
import { commandDone } from '../replies.ts';

export function createOfferHandlers(host: EngineHost, dialogs: Dialogs) {
  const { commands } = host;
  return {
    offerEntries: (query) => commands.offerEntries(query),
    chooseOfferFolder: async ({ transferId }) => {
      const { offers } = await host.snapshot();
      const offer = offers.find((candidate) => candidate.transferId === transferId);
      if (!offer) return { ok: false, error: { code: 'TRANSFER_UNKNOWN', at: 'here' } };
      const folder = await dialogs.chooseFolder(offer.destination.fullPath);
      return folder === null ? success(null) : commandDone(commands.setDestination(transferId, folder));
    },
    acceptOffer: ({ transferId, skip, existing, exceptions }) =>
      commandDone(commands.accept(transferId, skip, existing, exceptions)),
    declineOffer: ({ transferId }) => commandDone(commands.decline(transferId)),
  } satisfies Partial<Handlers>;
}
