import { Notification } from 'electron';
import type { TransferId } from '../../shared/model/ids.ts';
import type { StateEvent } from './engine-state.ts';
import type { WriteLog } from './log.ts';
import type { MainWindow } from './main-window.ts';
import { createNewsReader } from './notices.ts';
import type { Notice } from './text/text.ts';

interface NotificationsOptions {
  readonly window: () => MainWindow | null;
  /** A notification was clicked, and the window is in front now. */
  readonly onClick: (transferId: TransferId) => void;
  readonly log: WriteLog;
}

/** Returns a function that tells the desktop what the user cannot see, because the window has not got the focus. */
export function createNotifications({ window, onClick, log }: NotificationsOptions): (event: StateEvent) => void {
  const readNews = createNewsReader(process.platform);
  // held here: a notification that is collected as garbage hears no click
  const shown = new Map<TransferId, Notification>();

  function show(transferId: TransferId, { title, body }: Notice): void {
    if (window()?.hasFocus() === true || !Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    const forget = (): void => {
      if (shown.get(transferId) === notification) shown.delete(transferId);
    };
    notification.on('click', () => {
      window()?.show();
      onClick(transferId);
      forget();
    });
    notification.on('close', forget);
    notification.on('failed', (_event, error) => {
      log('notifications', { level: 'warn', message: 'the desktop shows no notification', facts: { error } });
      forget();
    });
    shown.get(transferId)?.close();
    shown.set(transferId, notification);
    notification.show();
  }

  return (event) => {
    const { offers, ends, settled } = readNews(event);
    for (const id of settled) shown.get(id)?.close();
    for (const { transferId, ...notice } of [...offers, ...ends]) show(transferId, notice);
    // the taskbar calls, without taking the keyboard from anybody
    if (offers.length > 0 && window()?.hasFocus() === false) window()?.current()?.flashFrame(true);
  };
}
