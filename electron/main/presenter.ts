import { app } from 'electron';
import type { TransferId } from '../../shared/model/ids.ts';
import type { Offer } from '../../shared/model/offer.ts';
import { createActivity } from './activity.ts';
import type { EngineHost } from './engine-host.ts';
import type { StateListener } from './engine-state.ts';
import { forwardEvent } from './forward-events.ts';
import { broadcast } from './ipc-main.ts';
import type { WriteLog } from './log.ts';
import type { MainWindow } from './main-window.ts';
import { createNotifications } from './notifications.ts';
import { createWakeLock, showActivity } from './show-activity.ts';

interface PresenterOptions {
  readonly window: () => MainWindow | null;
  readonly commands: () => Pick<EngineHost['commands'], 'accept' | 'decline'>;
  /** The user wants notifications. */
  readonly notifies: () => boolean;
  readonly log: WriteLog;
}

/** Shows the engine's state wherever the desktop has a place for it. */
export interface Presenter {
  readonly present: StateListener;
  /** The page says which screen it shows. */
  setAtHome(isAtHome: boolean): void;
  /** Transfers that closing the app would interrupt. */
  movingCount(): number;
}

export function createPresenter({ window, commands, notifies, log }: PresenterOptions): Presenter {
  const browserWindows = () => [window()?.current()].filter((open) => open !== null && open !== undefined);
  const readActivity = createActivity();
  const keepAwake = createWakeLock();
  let isAtHome = true;
  let movingCount = 0;

  function focusTransfer(transferId: TransferId): void {
    window()?.show();
    broadcast(browserWindows(), 'transfers:focused', transferId);
  }
  async function answer(action: 'accept' | 'decline', { transferId, problem }: Offer): Promise<void> {
    const isPossible = action === 'decline' || problem === null;
    const { accept, decline } = commands();
    const reply = !isPossible ? null : await (action === 'accept' ? accept(transferId, []) : decline(transferId));
    // what stands in the way is said at the offer
    if (reply?.ok !== true) focusTransfer(transferId);
  }
  const notify = createNotifications({
    window,
    isAtHome: () => isAtHome,
    isWanted: notifies,
    onClick: focusTransfer,
    onAction: (action, offer) => void answer(action, offer),
    log,
  });

  return {
    present(event, now) {
      // the engine may be faster than Electron; the page asks for all of it when it comes
      if (!app.isReady()) return;
      forwardEvent(browserWindows(), event);
      notify(event);
      if (event.type === 'offers') app.setBadgeCount(event.offers.length);
      if (event.type !== 'transfers' && event.type !== 'removed') return;
      const activity = readActivity(now.transfers);
      movingCount = activity.movingCount;
      keepAwake(movingCount > 0);
      for (const open of browserWindows()) showActivity(open, activity);
    },
    setAtHome: (now) => (isAtHome = now),
    movingCount: () => movingCount,
  };
}
