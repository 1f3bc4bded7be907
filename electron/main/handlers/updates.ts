import { success } from '../../../shared/errors/result.ts';
import type { RequestChannel } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../ipc-main.ts';
import type { Updater } from '../updates/updater.ts';

type UpdateChannel = Extract<RequestChannel, `updates:${string}`>;

export function createUpdateHandlers(updater: Updater): Pick<Handlers, UpdateChannel> {
  const done = async (work: Promise<void>) => {
    await work;
    return success(null);
  };
  return {
    'updates:check': () => done(updater.check()),
    'updates:download': () => done(updater.download()),
    'updates:restart': () => done(updater.restart()),
  };
}
