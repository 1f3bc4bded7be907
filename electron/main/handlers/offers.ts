import { success } from '../../../shared/errors/result.ts';
import type { RequestChannel } from '../../../shared/ipc/contract.ts';
import type { Dialogs } from '../dialogs.ts';
import type { EngineHost } from '../engine-host.ts';
import type { Handlers } from '../ipc-main.ts';
import { nothing } from './nothing.ts';

type OfferChannel = Extract<RequestChannel, `offers:${string}`>;

export function createOfferHandlers(host: EngineHost, dialogs: Dialogs): Pick<Handlers, OfferChannel> {
  const { commands } = host;
  return {
    'offers:entries': (query) => commands.offerEntries(query),
    'offers:choose-folder': async ({ transferId }) => {
      const { offers } = await host.snapshot();
      const offer = offers.find((candidate) => candidate.transferId === transferId);
      if (!offer) return { ok: false, error: { code: 'TRANSFER_UNKNOWN', at: 'here' } };
      const folder = await dialogs.chooseFolder(offer.destination.fullPath);
      return folder === null ? success(null) : nothing(commands.setDestination(transferId, folder));
    },
    'offers:accept': ({ transferId, skip, existing, exceptions }) =>
      nothing(commands.accept(transferId, skip, existing, exceptions)),
    'offers:decline': ({ transferId }) => nothing(commands.decline(transferId)),
  };
}
