import { join } from 'node:path';
import { BrowserWindow, nativeTheme } from 'electron';
import { APP_ORIGIN } from './app-origin.ts';
import { createCrashPolicy, recoverFromCrashes } from './crash-recovery.ts';
import type { WriteLog } from './log.ts';
import { windowTitle } from './text/text.ts';
import type { WindowPlaceKeeper } from './window-place-keeper.ts';
import { MIN_WINDOW, type FirstPlace } from './window-place.ts';

/** Shown until the page has drawn itself: the page's --canvas, renderer/styles/tokens.css. */
const BACKGROUND = { light: '#f4f5f8', dark: '#131518' } as const;

interface MainWindowOptions {
  readonly hasDevTools: boolean;
  /** No window until `show`. */
  readonly startsHidden: boolean;
  readonly places: WindowPlaceKeeper;
  /** Whether the user may close the window now; false keeps it open. */
  readonly canClose: () => boolean;
  readonly log: WriteLog;
}

/** The one window. On macOS it can be closed while the app lives on. */
export interface MainWindow {
  current(): BrowserWindow | null;
  /** Brings the window to the front; makes it when there is none. */
  show(): void;
  /** The user looks at it: it is there and has the keyboard. */
  hasFocus(): boolean;
}

/** Opens the window, unless it is to stay away until it is asked for. */
export function openMainWindow(options: MainWindowOptions): MainWindow {
  const onCrash = createCrashPolicy(() => performance.now());
  let current: BrowserWindow | null = null;

  function open(isShown = true): void {
    const { bounds, isMaximized } = options.places.place();
    const window = createWindow(bounds, options.hasDevTools);
    current = window;
    window.once('ready-to-show', () => {
      if (isShown && isMaximized) window.maximize();
      if (isShown) window.show();
    });
    window.once('closed', () => {
      if (current === window) current = null;
    });
    prepare(window, options);
    recoverFromCrashes(window, { onCrash, reopen: () => reopen(window), log: options.log });
    void window.loadURL(`${APP_ORIGIN}/`);
  }

  // the new one first: without any window the app would end
  function reopen(old: BrowserWindow): void {
    open(old.isVisible());
    old.destroy();
  }

  nativeTheme.on('updated', () => current?.setBackgroundColor(backgroundColor()));
  if (!options.startsHidden) open();
  return {
    current: () => current,
    show() {
      if (!current) {
        open();
        return;
      }
      if (current.isMinimized()) current.restore();
      current.show();
      current.focus();
    },
    hasFocus: () => current !== null && current.isVisible() && current.isFocused(),
  };
}

function prepare(window: BrowserWindow, { canClose, places }: MainWindowOptions): void {
  window.on('close', (event) => {
    if (!canClose()) event.preventDefault();
  });
  window.on('focus', () => window.flashFrame(false));
  // the title says how far we are; the page's own would overwrite it
  window.on('page-title-updated', (event) => event.preventDefault());
  places.follow(window);
}

function createWindow(bounds: FirstPlace['bounds'], hasDevTools: boolean): BrowserWindow {
  return new BrowserWindow({
    ...bounds,
    minWidth: MIN_WINDOW.width,
    minHeight: MIN_WINDOW.height,
    show: false,
    title: windowTitle(null),
    backgroundColor: backgroundColor(),
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: hasDevTools,
      // compiled code is kept from the first start on, not from the third
      v8CacheOptions: 'bypassHeatCheck',
    },
  });
}

function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light;
}
