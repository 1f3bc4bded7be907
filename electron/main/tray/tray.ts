import { app, Menu, Tray } from 'electron';
import { createActivity, type Activity } from '../activity.ts';
import type { EngineView, StateListener } from '../engine-state.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import { createTrayIcon } from './tray-icon.ts';
import { recentPeers, trayMenu, trayTooltip, type TrayActions, type TrayState } from './tray-menu.ts';

interface TrayOptions {
  readonly settings: () => Settings;
  /** Whether an icon would be seen. */
  readonly isHosted: () => boolean;
  readonly actions: TrayActions;
  /** The icon went away: nobody may be left without a window to come back to. */
  readonly onGone: () => void;
}

export interface AppTray {
  readonly present: StateListener;
  /** Looks again at the settings, the language, and whether there is a place. Shows nothing before the app is ready. */
  update(): void;
  /** Draws the menu anew even if it should look as before. */
  redraw(): void;
  /** There is an icon, so the app lives on when its window is closed. */
  isShown(): boolean;
}

/** The icon in the tray or menu bar, while the user wants one and the desktop has a place for it. */
export function createTray({ settings, isHosted, actions, onGone }: TrayOptions): AppTray {
  const readActivity = createActivity();
  let view: Pick<EngineView, 'peers' | 'transfers'> = { peers: [], transfers: [] };
  let activity: Activity = { movingCount: 0, heldCount: 0, fraction: null };
  let shown: ShownTray | null = null;

  const state = (): TrayState => ({
    peers: recentPeers(view.peers, view.transfers),
    isReceiving: settings().isReceiving,
    fraction: activity.movingCount > 0 ? activity.fraction : null,
    heldCount: activity.heldCount,
  });
  function update(): void {
    if (!app.isReady()) return;
    const isWanted = settings().usesTray && isHosted();
    if (!isWanted && shown) {
      shown.remove();
      shown = null;
      onGone();
    }
    if (isWanted) {
      shown ??= showTray(actions);
      shown.update(state());
    }
  }

  return {
    present(event, now) {
      view = now;
      if (event.type === 'transfers' || event.type === 'removed') activity = readActivity(now.transfers);
      update();
    },
    update,
    redraw: () => {
      shown?.forget();
      update();
    },
    isShown: () => shown !== null,
  };
}

interface ShownTray {
  update(state: TrayState): void;
  /** The next update draws, whatever was drawn. */
  forget(): void;
  remove(): void;
}

function showTray(actions: TrayActions): ShownTray {
  const tray = new Tray(createTrayIcon(process.platform));
  // on macOS a click opens the menu
  if (process.platform !== 'darwin') tray.on('click', () => actions.open());
  let menuNow = '';
  let tooltipNow = '';
  return {
    update(state) {
      const template = trayMenu(state, actions);
      const menu = JSON.stringify(template);
      const tooltip = trayTooltip(state);
      // an open menu would close under the pointer
      if (menu !== menuNow) tray.setContextMenu(Menu.buildFromTemplate(template));
      if (tooltip !== tooltipNow) tray.setToolTip(tooltip);
      menuNow = menu;
      tooltipNow = tooltip;
    },
    forget: () => (menuNow = ''),
    remove: () => tray.destroy(),
  };
}
