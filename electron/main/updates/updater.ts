import { toErrorInfo, UpdateError } from '../../../shared/errors/lanyard-error.ts';
import type { UpdateState } from '../../../shared/model/update.ts';
import type { WriteLog } from '../log.ts';
import type { Feed } from './feed.ts';
import type { Installer } from './installer.ts';

/** Looks for newer versions, fetches and checks them; the user decides when they are put in place. */
export interface Updater {
  state(): UpdateState;
  /** Resolves when the state says how it went. */
  check(): Promise<void>;
  download(): Promise<void>;
  /** Ends the app and starts the new one. @throws UpdateError UPDATE_BUSY while transfers run */
  restart(): Promise<void>;
}

export interface UpdaterOptions {
  /** null: this build has none, and nothing is ever asked for. */
  readonly feed: Feed | null;
  /** Loaded when first needed: most starts need none. */
  readonly loadInstaller: (feed: Feed) => Promise<Installer>;
  /** Looking by itself: soon after the start, then once a day. Asked each time. */
  readonly looksByItself: () => boolean;
  readonly movingCount: () => number;
  /** Tells peers goodbye and ends what runs beside main: nothing may be open when the new version starts. */
  readonly prepareRestart: () => Promise<void>;
  readonly onChanged: (state: UpdateState) => void;
  readonly log: WriteLog;
}

/** Milliseconds. A start has better things to do first. */
const FIRST_LOOK_MS = 30_000;
const LOOK_EVERY_MS = 24 * 60 * 60 * 1000;

export function startUpdater(options: UpdaterOptions): Updater {
  return options.feed === null ? NO_UPDATER : new FeedUpdater(options, options.feed);
}

const NO_UPDATER: Updater = {
  state: () => ({ kind: 'off' }),
  check: () => Promise.resolve(),
  download: () => Promise.resolve(),
  restart: () => Promise.resolve(),
};

class FeedUpdater implements Updater {
  readonly #options: UpdaterOptions;
  readonly #feed: Feed;
  #installer: Promise<Installer> | null = null;
  #state: UpdateState = { kind: 'idle', checkedAtMs: null };

  constructor(options: UpdaterOptions, feed: Feed) {
    this.#options = options;
    this.#feed = feed;
    const look = (): void => {
      if (options.looksByItself()) void this.check();
    };
    setTimeout(look, FIRST_LOOK_MS).unref();
    setInterval(look, LOOK_EVERY_MS).unref();
  }

  state(): UpdateState {
    return this.#state;
  }

  async check(): Promise<void> {
    // what was found, is being fetched or waits for a restart is not asked for again
    if (this.#state.kind !== 'idle' && this.#state.kind !== 'failed') return;
    this.#set({ kind: 'checking' });
    await this.#attempt(async (installer) => {
      const version = await installer.findNewer();
      this.#set(version === null ? { kind: 'idle', checkedAtMs: Date.now() } : { kind: 'available', version });
    });
  }

  async download(): Promise<void> {
    if (this.#state.kind !== 'available') return;
    const { version } = this.#state;
    this.#set({ kind: 'downloading', version, fraction: 0 });
    await this.#attempt(async (installer) => {
      await installer.fetch((fraction) => this.#set({ kind: 'downloading', version, fraction }));
      this.#set({ kind: 'ready', version });
    });
  }

  async restart(): Promise<void> {
    if (this.#state.kind !== 'ready') return;
    if (this.#options.movingCount() > 0) throw new UpdateError('UPDATE_BUSY', 'transfers are running');
    const installer = await this.#load();
    try {
      await this.#options.prepareRestart();
    } catch (error) {
      // what did not stop ends with the process
      this.#options.log('updates', { level: 'warn', message: 'not everything has stopped', stack: String(error) });
    }
    installer.replaceAndStart();
  }

  #load(): Promise<Installer> {
    const loading = (this.#installer ??= this.#options.loadInstaller(this.#feed));
    // what could not be loaded now may be at the next try
    loading.catch(() => (this.#installer = null));
    return loading;
  }

  async #attempt(work: (installer: Installer) => Promise<void>): Promise<void> {
    try {
      await work(await this.#load());
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#options.log('updates', { level: 'warn', message: 'updating did not work', stack: reason });
      const info = toErrorInfo(error);
      this.#set({ kind: 'failed', error: info.code.startsWith('UPDATE_') ? info : UNREACHABLE });
    }
  }

  #set(state: UpdateState): void {
    this.#state = state;
    this.#options.onChanged(state);
  }
}

const UNREACHABLE = { code: 'UPDATE_UNREACHABLE', at: 'here' } as const;
