import { app } from 'electron';
import type { Settings } from '../../../shared/model/settings.ts';
import type { StateListener } from '../engine-state.ts';
import { createTray } from './tray.ts';
import { createTrayActions, type TrayActionOptions } from './tray-actions.ts';
import { hasTrayHost } from './tray-host.ts';
import { startTrayWatch, type TrayWatch } from './tray-watch.ts';

interface TraySetup extends Omit<TrayActionOptions, 'redraw'> {
  readonly current: () => Settings;
  /** The icon went away: nobody may be left without a window to come back to. */
  readonly onGone: () => void;
  /** It turned out that there is a place for an icon. */
  readonly onFound: () => void;
}

export interface TraySupport {
  readonly present: StateListener;
  /** Looks again at the settings and the language. */
  readonly update: () => void;
  /** There is an icon, so the app lives on when its window is closed. */
  readonly isShown: () => boolean;
  /** An icon would be seen. */
  readonly isPossible: () => boolean;
  /** Looks for a place. Call when Electron is ready. */
  readonly start: () => void;
  /** Resolves when it is known whether there is a place; 10 s after the start at most. */
  readonly settled: () => Promise<void>;
}

/** The tray: where there is a place for it, with what its menu does. */
export function setupTray({ current, onGone, onFound, ...options }: TraySetup): TraySupport {
  let watch: TrayWatch | null = null;
  const isPossible = () => watch?.isThere() ?? false;
  const actions = createTrayActions({ ...options, redraw: () => tray.redraw() });
  const tray = createTray({ settings: current, isHosted: isPossible, actions, onGone });
  const ask = () => hasTrayHost({ platform: process.platform, env: process.env, isPackaged: app.isPackaged });

  return {
    present: tray.present,
    update: () => tray.update(),
    isShown: () => tray.isShown(),
    isPossible,
    start() {
      watch = startTrayWatch(ask, () => {
        tray.update();
        onFound();
      });
    },
    settled: () => watch?.settled ?? Promise.resolve(),
  };
}
