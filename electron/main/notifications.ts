import { Notification, type NotificationConstructorOptions } from 'electron';
import type { TransferId } from '../../shared/model/ids.ts';
import type { Offer } from '../../shared/model/offer.ts';
import type { StateEvent } from './engine-state.ts';
import type { WriteLog } from './log.ts';
import type { MainWindow } from './main-window.ts';
import { createNewsReader } from './notices.ts';
import { desktopText } from './text/desktop-text.ts';
import { endNotice, offerNotice, pauseNotice, type Notice } from './text/text.ts';

/** Order of the buttons, which the system tells back by their number. */
const ACTIONS = ['accept', 'decline'] as const;
type Action = (typeof ACTIONS)[number];

export interface NotificationsOptions {
  readonly window: () => MainWindow | null;
  /** The page shows its main screen, where offers and transfers are. */
  readonly isAtHome: () => boolean;
  /** The user wants to be told. */
  readonly isWanted: () => boolean;
  /** A notification was clicked: shows the window, and this transfer in it. */
  readonly onClick: (transferId: TransferId) => void;
  readonly onAction: (action: Action, offer: Offer) => void;
  readonly log: WriteLog;
}

/** Returns a function that tells the desktop what the user cannot see, because he looks elsewhere. */
export function createNotifications(options: NotificationsOptions): (event: StateEvent) => void {
  const { window, isAtHome, isWanted } = options;
  const readNews = createNewsReader();
  const show = createShownNotifications(options);
  let offers: readonly Offer[] = [];

  function tellOffer(offer: Offer): void {
    const { transferId } = offer;
    const notice = { ...offerNotice(offer, process.platform), ...offerButtons(offer) };
    show.put(transferId, notice, (action) => {
      // as it is now, not as it was when it came
      const current = offers.find((waiting) => waiting.transferId === transferId);
      if (current) options.onAction(action, current);
    });
  }

  return (event) => {
    const news = readNews(event);
    if (event.type === 'offers') offers = event.offers;
    for (const id of news.settled) show.close(id);
    if (!isWanted()) return;
    const isFocused = window()?.hasFocus() === true;
    // an offer is drawn over every screen, a transfer on the main one only
    if (!isFocused) news.offers.forEach(tellOffer);
    if (!isFocused || !isAtHome()) {
      for (const transfer of news.pauses) show.put(transfer.id, pauseNotice(transfer));
      for (const transfer of news.ends) {
        const notice = endNotice(transfer);
        if (notice) show.put(transfer.id, notice);
      }
    }
    // the taskbar calls, without taking the keyboard from anybody
    if (news.offers.length > 0 && !isFocused) window()?.current()?.flashFrame(true);
  };
}

/**
 * Windows shows buttons since Electron 40, macOS in a signed app whose Info.plist asks for alerts. Electron has none
 * for Linux: there a click on the notification leads to the offer. An offer that has to be looked at gets no Accept.
 */
function offerButtons({ problem }: Offer): Pick<NotificationConstructorOptions, 'actions'> {
  if (process.platform === 'linux' || problem !== null) return {};
  const t = desktopText();
  return { actions: ACTIONS.map((action) => ({ type: 'button', text: t(`offer.${action}`) })) };
}

interface ShownNotifications {
  /** Shows it in place of an earlier one about the same transfer. */
  put(transferId: TransferId, notice: Notice, onAction?: (action: Action) => void): void;
  close(transferId: TransferId): void;
}

function createShownNotifications({ onClick, log }: NotificationsOptions): ShownNotifications {
  // held here: a notification that is collected as garbage hears no click
  const shown = new Map<TransferId, Notification>();

  return {
    put(transferId, notice, onAction) {
      if (!Notification.isSupported()) return;
      const notification = new Notification(notice);
      const forget = (): void => {
        if (shown.get(transferId) === notification) shown.delete(transferId);
      };
      notification.on('click', () => {
        onClick(transferId);
        forget();
      });
      notification.on('action', (_details, index) => {
        const action = ACTIONS[index];
        if (action) onAction?.(action);
        notification.close();
      });
      notification.on('close', forget);
      notification.on('failed', (_event, error) => {
        log('notifications', { level: 'warn', message: 'the desktop shows no notification', facts: { error } });
        forget();
      });
      shown.get(transferId)?.close();
      shown.set(transferId, notification);
      notification.show();
    },
    close: (transferId) => shown.get(transferId)?.close(),
  };
}
