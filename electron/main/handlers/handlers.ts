import type { Dialogs } from '../dialogs.ts';
import type { EngineHost } from '../engine-host.ts';
import type { History } from '../history/history.ts';
import type { Handlers } from '../ipc-main.ts';
import type { Presenter } from '../presenter.ts';
import type { PendingSends } from '../pending/pending-sends.ts';
import type { SettingsKeeper } from '../settings/settings-keeper.ts';
import type { Support } from '../support/support.ts';
import type { Updater } from '../updates/updater.ts';
import { createAppHandlers } from './app.ts';
import { createHistoryHandlers } from './history.ts';
import { createOfferHandlers } from './offers.ts';
import { createPeerHandlers } from './peers.ts';
import { createPendingHandlers } from './pending.ts';
import { createSettingsHandlers } from './settings.ts';
import { createTransferHandlers } from './transfers.ts';
import { createUpdateHandlers } from './updates.ts';

/** All that the page can ask for, by who answers it. */
export interface HandlerParts {
  readonly host: EngineHost;
  readonly dialogs: Dialogs;
  /** Opens the system's file manager at a path that came from the engine or the history, never from the page. */
  readonly showInFolder: (path: string) => void;
  readonly copyText: (text: string) => Promise<void>;
  readonly settings: SettingsKeeper;
  readonly history: History;
  readonly pending: PendingSends;
  readonly updater: Updater;
  readonly support: Support;
  readonly presenter: Pick<Presenter, 'setAtHome'>;
}

export function createHandlers(parts: HandlerParts): Handlers {
  const { host, dialogs, showInFolder, copyText, settings, history, pending, updater } = parts;
  return {
    ...createAppHandlers(parts),
    ...createPeerHandlers(host, copyText),
    ...createTransferHandlers(host, dialogs, showInFolder, () => history.settled()),
    ...createOfferHandlers(host, dialogs),
    ...createSettingsHandlers(settings, dialogs),
    ...createHistoryHandlers(history, host, dialogs, showInFolder, copyText),
    ...createPendingHandlers(pending, host),
    ...createUpdateHandlers(updater),
  };
}
