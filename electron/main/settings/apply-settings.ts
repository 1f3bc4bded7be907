import { nativeTheme, type BrowserWindow } from 'electron';
import type { SettingsView } from '../../../shared/model/settings.ts';
import { pickLanguage } from '../../../shared/text/pick-language.ts';
import type { EngineHost } from '../engine-host.ts';
import { broadcast } from '../ipc-main.ts';
import type { WriteLog } from '../log.ts';
import type { LoginItem } from '../login-item.ts';
import { setDesktopLanguage } from '../text/desktop-text.ts';
import { toEngineSettings } from './engine-settings.ts';
import type { SettingsKeeper } from './settings-keeper.ts';

interface ApplyOptions {
  readonly settings: SettingsKeeper;
  /** Started with these settings. */
  readonly host: EngineHost;
  readonly loginItem: LoginItem;
  readonly windows: () => readonly BrowserWindow[];
  readonly log: WriteLog;
}

/** Makes the settings hold, now and after each change. Call when Electron is ready, before the first window. */
export function applySettings({ settings, host, loginItem, windows, log }: ApplyOptions): void {
  const warn = (message: string) => (reason: unknown) =>
    log('settings', { level: 'warn', message, facts: { reason: String(reason) } });
  // the engine has been started with these
  let engineSettings = JSON.stringify(engineSettingsOf(settings.view()));

  function configureEngine(view: SettingsView): void {
    const wanted = engineSettingsOf(view);
    const text = JSON.stringify(wanted);
    if (text === engineSettings) return;
    engineSettings = text;
    void host.configure(wanted).then((result) => {
      // an engine that is away gets them when it is back
      if (!result.ok && result.error.code !== 'ENGINE_STOPPED')
        warn('the engine refuses the settings')(result.error.code);
    });
  }

  applyToDesktop(settings.view());
  void renewLoginItem(settings, loginItem).catch(warn('start at login could not be renewed'));
  settings.onChanged((view) => {
    applyToDesktop(view);
    configureEngine(view);
    broadcast(windows(), 'settings:changed', view);
  });
}

/** What the user has switched off in the system's own settings is off in ours, too: they show what holds. */
async function renewLoginItem(settings: SettingsKeeper, loginItem: LoginItem): Promise<void> {
  const isWanted = settings.current().startsAtLogin;
  const isOn = await loginItem.renew(isWanted);
  if (isWanted && !isOn) await settings.change({ startsAtLogin: false });
}

function engineSettingsOf({ settings, defaults }: SettingsView) {
  return toEngineSettings(settings, defaults);
}

function applyToDesktop({ settings, systemLanguage }: SettingsView): void {
  nativeTheme.themeSource = settings.theme;
  setDesktopLanguage(pickLanguage(settings.language, [systemLanguage]));
}
