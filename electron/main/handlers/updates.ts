import type { Handlers } from '../ipc-main.ts';
import type { Updater } from '../updates/updater.ts';
import { done } from '../replies.ts';

export function createUpdateHandlers(updater: Updater) {
  return {
    checkForUpdates: () => done(updater.check()),
    downloadUpdate: () => done(updater.download()),
    restartToUpdate: () => done(updater.restart()),
  } satisfies Partial<Handlers>;
}
