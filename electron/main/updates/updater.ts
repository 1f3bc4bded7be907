import type { UpdateState } from '../../../shared/model/update.ts';

/** Looks for newer versions, fetches and checks them; the user decides when they are put in place. */
export interface Updater {
  state(): UpdateState;
  /** Resolves when the state says how it went. */
  check(): Promise<void>;
  download(): Promise<void>;
  /** Ends the app and starts the new one. @throws LanyardError UPDATE_BUSY while transfers run */
  restart(): Promise<void>;
  stop(): void;
}

export function startUpdater(): Updater {
  const nothing = () => Promise.resolve();
  return { state: () => ({ kind: 'off' }), check: nothing, download: nothing, restart: nothing, stop: () => undefined };
}
