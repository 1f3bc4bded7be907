import { join } from 'node:path';
import { app, clipboard, shell, type BrowserWindow } from 'electron';
import createEngineWorker from '../engine/worker.ts?nodeWorker';
import createHistoryWorker from '../history/worker.ts?nodeWorker';
import { setupBackground, type Background } from './background.ts';
import { eachByItself } from './each-by-itself.ts';
import { startEngineHost, type EngineHost } from './engine-host.ts';
import type { Environment } from './environment.ts';
import { createHandlers } from './handlers/handlers.ts';
import { startHistory, type History } from './history/history.ts';
import { broadcast, setupIpc } from './ipc-main.ts';
import type { WriteLog } from './log.ts';
import { createLoginItem } from './login-item.ts';
import type { MainWindow } from './main-window.ts';
import { prepareEnvironment } from './prepare-environment.ts';
import { createPresenter } from './presenter.ts';
import { toEngineSettings } from './settings/engine-settings.ts';
import type { SettingsKeeper } from './settings/settings-keeper.ts';
import { setupSettings } from './settings/setup-settings.ts';
import { leaveRemovedFolder } from './start/computer-facts.ts';
import { createSupport } from './support/support.ts';
import { createTrash } from './trash.ts';
import { setupUpdates } from './updates/setup-updates.ts';
import type { Updater } from './updates/updater.ts';

/**
 * TLS hands over every 16 KiB in a buffer of its own. A small young generation frees them soon; with the usual one they
 * pile up until whole-heap collections take a third of a receiving computer's time (measured: 2.0 to 1.4 s of CPU a GB).
 */
const ENGINE_LIMITS = { maxYoungGenerationSizeMb: 3 } as const;

/**
 * The parts of the app that know each other, made in the order of the constructor, before Electron is ready. A part
 * that is made later is asked for by a function, which runs when all are there.
 */
export class AppParts {
  /** null: not open yet. */
  window: MainWindow | null = null;
  readonly background: Background;
  readonly loginItem = createLoginItem();
  readonly settings: SettingsKeeper;
  readonly host: EngineHost;
  readonly #log: WriteLog;
  readonly #environment: Environment;
  readonly #updater: Updater;
  readonly #presenter: ReturnType<typeof createPresenter>;
  readonly #history: History;

  constructor(log: WriteLog) {
    this.#log = log;
    this.background = this.#setupBackground();
    this.#environment = prepareEnvironment(log);
    this.#updater = this.#setupUpdates();
    this.settings = this.#setupSettings();
    this.#presenter = this.#createPresenter();
    this.host = this.#startEngine();
    this.#history = this.#startHistory();
    setupIpc({ handlers: this.#createHandlers(), windows: this.windows, log });
  }

  /** The windows that are open. */
  readonly windows = (): readonly BrowserWindow[] => [this.window?.current() ?? null].filter((open) => open !== null);

  readonly #stop = (): Promise<void> => this.host.stop().then(() => this.#history.stop());

  #setupBackground(): Background {
    return setupBackground({
      window: () => this.window,
      host: () => this.host,
      settings: () => this.settings,
      movingCount: () => this.#presenter.movingCount(),
      stop: this.#stop,
      onPending: (pending) => broadcast(this.windows(), 'pending:changed', pending),
      log: this.#log,
    });
  }

  #setupUpdates(): Updater {
    return setupUpdates({
      looksByItself: () => app.isPackaged && this.settings.current().looksForUpdates,
      movingCount: () => this.#presenter.movingCount(),
      prepareRestart: this.#stop,
      onChanged: (state) => broadcast(this.windows(), 'updates:changed', state),
      log: this.#log,
    });
  }

  #setupSettings(): SettingsKeeper {
    return setupSettings({
      engine: this.#environment.engine,
      loginItem: this.loginItem,
      hasTray: this.background.hasTray,
      hasUpdates: () => this.#updater.state().kind !== 'off',
      log: this.#log,
    });
  }

  #createPresenter(): ReturnType<typeof createPresenter> {
    return createPresenter({
      window: () => this.window,
      commands: () => this.host.commands,
      notifies: () => this.settings.current().notifies,
      log: this.#log,
    });
  }

  #startEngine(): EngineHost {
    const { settings } = this;
    return startEngineHost({
      createThread: inStandingFolder(() => createEngineWorker({ name: 'engine', resourceLimits: ENGINE_LIMITS })),
      engine: { ...this.#environment.engine, ...toEngineSettings(settings.current(), settings.view().defaults) },
      onEvent: eachByItself(
        {
          desktop: (event, now) => this.#presenter.present(event, now),
          tray: (event, now) => this.background.present(event, now),
          history: (event) => this.#history.note(event),
          // the network may be another one now
          settings: (event) => event.type === 'self' && settings.refresh(),
        },
        this.#log,
      ),
      onLog: (line) => this.#log('engine', line),
      trash: createTrash((path) => shell.trashItem(path), this.#log),
      beforeEnd: () => this.#history.settled(),
    });
  }

  #startHistory(): History {
    return startHistory({
      createThread: inStandingFolder(() => createHistoryWorker({ name: 'history' })),
      file: join(app.getPath('userData'), 'history.db'),
      engine: this.host.commands,
      isOn: () => this.settings.current().keepsHistory,
      onChanged: () => broadcast(this.windows(), 'history:changed', null),
      onChecks: (checks) => broadcast(this.windows(), 'history:checks-changed', checks),
      onLog: (line) => this.#log('history', line),
    });
  }

  #createHandlers(): ReturnType<typeof createHandlers> {
    const { host, settings, background } = this;
    return createHandlers({
      host,
      dialogs: background.dialogs,
      showInFolder: (path) => shell.showItemInFolder(path),
      copyText: async (text) => await clipboard.writeText(text),
      settings,
      history: this.#history,
      pending: background.pending,
      updater: this.#updater,
      support: createSupport({ host, settings, hasTray: background.hasTray }),
      presenter: this.#presenter,
    });
  }
}

function inStandingFolder<T>(create: () => T): () => T {
  return () => {
    leaveRemovedFolder();
    return create();
  };
}
