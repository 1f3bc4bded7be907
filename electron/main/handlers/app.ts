import { success } from '../../../shared/errors/result.ts';
import type { EngineHost } from '../engine-host.ts';
import type { Handlers } from '../ipc-main.ts';
import type { Presenter } from '../presenter.ts';
import type { PendingSends } from '../pending/pending-sends.ts';
import type { SettingsKeeper } from '../settings/settings-keeper.ts';
import type { Support } from '../support/support.ts';
import type { Updater } from '../updates/updater.ts';
import { done } from '../replies.ts';

interface AppParts {
  readonly host: EngineHost;
  readonly settings: SettingsKeeper;
  readonly updater: Updater;
  readonly pending: PendingSends;
  readonly support: Support;
  readonly presenter: Pick<Presenter, 'setAtHome'>;
}

export function createAppHandlers(parts: AppParts) {
  const { host, settings, updater, pending, support, presenter } = parts;
  return {
    snapshot: async () =>
      success({
        ...(await host.snapshot()),
        settings: settings.view(),
        update: updater.state(),
        pendingSend: pending.current(),
      }),
    tellView: ({ isHome }) => {
      presenter.setAtHome(isHome);
      return success(null);
    },
    openLogFolder: () => done(support.openLogFolder()),
    copyDiagnostics: () => done(support.copyDiagnostics()),
  } satisfies Partial<Handlers>;
}
