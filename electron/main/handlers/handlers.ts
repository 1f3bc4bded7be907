import type { Dialogs } from '../dialogs.ts';
import type { EngineHost } from '../engine-host.ts';
import type { Handlers } from '../ipc-main.ts';
import { createAppHandlers } from './app.ts';
import { createOfferHandlers } from './offers.ts';
import { createPeerHandlers } from './peers.ts';
import { createTransferHandlers } from './transfers.ts';

/** @param showInFolder - opens the system's file manager at a path of the engine's */
export function createHandlers(host: EngineHost, dialogs: Dialogs, showInFolder: (path: string) => void): Handlers {
  return {
    ...createAppHandlers(host),
    ...createPeerHandlers(host),
    ...createTransferHandlers(host, dialogs, showInFolder),
    ...createOfferHandlers(host, dialogs),
  };
}
