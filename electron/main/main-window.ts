import { join } from 'node:path';
import { BrowserWindow, nativeTheme } from 'electron';
import { APP_ORIGIN } from './app-origin.ts';
import type { WriteLog } from './log.ts';
import { windowTitle } from './text/text.ts';

/** Shown until the page has drawn itself: the page's --canvas, renderer/styles/tokens.css. */
const BACKGROUND = { light: '#f4f5f8', dark: '#131518' } as const;
/** Milliseconds between two reloads of a page that crashes. */
const RELOAD_PAUSE_MS = 5_000;

interface MainWindowOptions {
  readonly hasDevTools: boolean;
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

/** Opens the window. */
export function openMainWindow(options: MainWindowOptions): MainWindow {
  let current: BrowserWindow | null = null;

  function open(): void {
    const window = createWindow(options.hasDevTools);
    current = window;
    window.once('ready-to-show', () => window.show());
    window.once('closed', () => (current = null));
    window.on('close', (event) => {
      if (!options.canClose()) event.preventDefault();
    });
    window.on('focus', () => window.flashFrame(false));
    // the title says how far we are; the page's own would overwrite it
    window.on('page-title-updated', (event) => event.preventDefault());
    reloadAfterCrash(window, options.log);
    void window.loadURL(`${APP_ORIGIN}/`);
  }

  nativeTheme.on('updated', () => current?.setBackgroundColor(backgroundColor()));
  open();
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

function createWindow(hasDevTools: boolean): BrowserWindow {
  return new BrowserWindow({
    width: 1040,
    height: 760,
    minWidth: 380,
    minHeight: 480,
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
    },
  });
}

function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light;
}

/** A page that crashed comes back, but not in a tight loop. The engine does not notice. */
function reloadAfterCrash(window: BrowserWindow, log: WriteLog): void {
  let reloadedAtMs = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log('window', { level: 'error', message: 'the page crashed', facts: { reason, exitCode } });
    const waitMs = Math.max(0, reloadedAtMs + RELOAD_PAUSE_MS - performance.now());
    setTimeout(() => {
      if (window.isDestroyed()) return;
      reloadedAtMs = performance.now();
      window.webContents.reload();
    }, waitMs);
  });
  window.on('unresponsive', () => log('window', { level: 'warn', message: 'the page does not answer' }));
}
