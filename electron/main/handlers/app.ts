import { success } from '../../../shared/errors/result.ts';
import type { EngineHost } from '../engine-host.ts';
import type { Handlers } from '../ipc-main.ts';

export function createAppHandlers(host: EngineHost): Pick<Handlers, 'app:snapshot'> {
  return {
    'app:snapshot': async () => success(await host.snapshot()),
  };
}
