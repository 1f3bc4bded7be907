import { success } from '../../../shared/errors/result.ts';
import type { RequestChannel } from '../../../shared/ipc/contract.ts';
import type { EngineHost } from '../engine-host.ts';
import type { Handlers } from '../ipc-main.ts';
import type { Presenter } from '../presenter.ts';
import type { PendingSends } from '../pending/pending-sends.ts';
import type { SettingsKeeper } from '../settings/settings-keeper.ts';
import type { Support } from '../support/support.ts';
import type { Updater } from '../updates/updater.ts';

interface AppParts {
  readonly host: EngineHost;
  readonly settings: SettingsKeeper;
  readonly updater: Updater;
  readonly pending: PendingSends;
  readonly support: Support;
  readonly presenter: Pick<Presenter, 'setAtHome'>;
}

type AppChannel = Extract<RequestChannel, `app:${string}`>;

export function createAppHandlers(parts: AppParts): Pick<Handlers, AppChannel> {
  const { host, settings, updater, pending, support, presenter } = parts;
  return {
    'app:snapshot': async () =>
      success({
        ...(await host.snapshot()),
        settings: settings.view(),
        update: updater.state(),
        pendingSend: pending.current(),
      }),
    'app:tell-view': ({ isHome }) => {
      presenter.setAtHome(isHome);
      return success(null);
    },
    'app:open-log-folder': async () => {
      await support.openLogFolder();
      return success(null);
    },
    'app:copy-diagnostics': async () => {
      await support.copyDiagnostics();
      return success(null);
    },
  };
}
