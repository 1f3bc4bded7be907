import type { SettingsView } from '../../../shared/model/settings.ts';
import { FormSection } from '../../components/form-section.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { SwitchSetting } from './switch-setting.tsx';

/** Its place on the desktop, as far as this one has such places. */
export function DesktopSection({ view }: { readonly view: SettingsView }) {
  const { t } = useWording();
  const { tray, loginItem } = view.abilities;
  const names = [
    ...(loginItem ? (['startsAtLogin'] as const) : []),
    ...(tray ? (['usesTray'] as const) : []),
    'notifies' as const,
    'keepsHistory' as const,
  ];
  return (
    <FormSection title={t('settings.desktop.title')}>
      {names.map((name) => (
        <SwitchSetting
          key={name}
          settings={view.settings}
          name={name}
          label={t(`settings.desktop.${name}`)}
          hint={t(`settings.desktop.${name}Hint`)}
        />
      ))}
    </FormSection>
  );
}
