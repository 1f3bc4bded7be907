import { app } from 'electron';
import { createActivity } from './activity.ts';
import type { StateListener } from './engine-state.ts';
import { forwardEvent } from './forward-events.ts';
import { broadcast } from './ipc-main.ts';
import type { WriteLog } from './log.ts';
import type { MainWindow } from './main-window.ts';
import { createNotifications } from './notifications.ts';
import { createWakeLock, showActivity } from './show-activity.ts';

/** Shows the engine's state wherever the desktop has a place for it. */
export interface Presenter {
  readonly present: StateListener;
  /** Transfers that closing the app would stop. */
  runningCount(): number;
}

export function createPresenter(window: () => MainWindow | null, log: WriteLog): Presenter {
  const browserWindows = () => [window()?.current()].filter((open) => open !== null && open !== undefined);
  const readActivity = createActivity();
  const keepAwake = createWakeLock();
  const notify = createNotifications({
    window,
    onClick: (transferId) => broadcast(browserWindows(), 'transfers:focused', transferId),
    log,
  });
  let runningCount = 0;

  return {
    present(event, now) {
      // the engine may be faster than Electron; the page asks for all of it when it comes
      if (!app.isReady()) return;
      forwardEvent(browserWindows(), event);
      notify(event);
      if (event.type === 'offers') app.setBadgeCount(event.offers.length);
      if (event.type !== 'transfers' && event.type !== 'removed') return;
      const activity = readActivity(now.transfers);
      runningCount = activity.runningCount;
      keepAwake(activity.isMoving);
      for (const open of browserWindows()) showActivity(open, activity);
    },
    runningCount: () => runningCount,
  };
}
