import type { SettingsView } from '../../../shared/model/settings.ts';
import { useApp, useAppStore } from '../../bridge/app-context.tsx';
import { ScreenHeader } from '../../components/screen-header.tsx';
import { selectSettings } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { DesktopSection } from './desktop-section.tsx';
import { DeviceSection } from './device-section.tsx';
import { HelpSection } from './help-section.tsx';
import { NetworkSection } from './network-section.tsx';
import { ReceivingSection } from './receiving-section.tsx';
import { UpdatesSection } from './updates-section.tsx';
import './settings.css';

/** All that can be chosen. Changes hold at once; what this computer cannot do is not there. */
export function SettingsScreen() {
  const { t } = useWording();
  const store = useAppStore();
  const view = useApp(selectSettings);
  return (
    <div className="settings" data-testid="settings-screen">
      <ScreenHeader
        title={t('settings.title')}
        backLabel={t('settings.back')}
        onBack={() => store.getState().showView('home')}
      />
      {view === null ? <p className="muted">{t('settings.loading')}</p> : <Sections view={view} />}
    </div>
  );
}

function Sections({ view }: { readonly view: SettingsView }) {
  return (
    <>
      <DeviceSection view={view} />
      <ReceivingSection view={view} />
      <NetworkSection view={view} />
      <DesktopSection view={view} />
      <AppearanceSection view={view} />
      {view.abilities.updates && <UpdatesSection view={view} />}
      <HelpSection view={view} />
    </>
  );
}
