import { SYSTEM_LANGUAGE, THEMES, type Settings, type SettingsView } from '../../../shared/model/settings.ts';
import { FormRow } from '../../components/form-row.tsx';
import { FormSection } from '../../components/form-section.tsx';
import { RadioList } from '../../components/radio-list.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { useSetting } from './use-setting.ts';

/** How it looks, and which language it speaks. */
export function AppearanceSection({ view }: { readonly view: SettingsView }) {
  const { t } = useWording();
  return (
    <FormSection title={t('settings.appearance.title')}>
      <ThemeRow settings={view.settings} />
      {view.languages.length > 1 && <LanguageRow view={view} />}
    </FormSection>
  );
}

function ThemeRow({ settings }: { readonly settings: Settings }) {
  const { t } = useWording();
  const { value, error, change } = useSetting(settings.theme, (theme) => ({ theme }));
  return (
    <FormRow
      label={t('settings.appearance.theme')}
      error={error}
      place="wrap"
      testId="setting-theme"
      isGroup
      control={({ labelId, describedBy }) => (
        <RadioList
          look="bar"
          labelledBy={labelId}
          describedBy={describedBy}
          value={value}
          onChange={(theme) => void change(theme)}
          choices={THEMES.map((theme) => ({ value: theme, label: t(`settings.appearance.themeChoice.${theme}`) }))}
        />
      )}
    />
  );
}

function LanguageRow({ view }: { readonly view: SettingsView }) {
  const { t } = useWording();
  const { value, error, change } = useSetting(view.settings.language, (language) => ({ language }));
  const ofSystem = view.languages.find(({ tag }) => tag === view.systemLanguage)?.name ?? view.systemLanguage;
  return (
    <FormRow
      label={t('settings.appearance.language')}
      error={error}
      place="wrap"
      control={({ controlId, labelId, describedBy }) => (
        <SelectField
          id={controlId}
          testId="setting-language"
          labelledBy={labelId}
          describedBy={describedBy}
          value={value}
          onChange={(language) => void change(language)}
          choices={[
            { value: SYSTEM_LANGUAGE, label: t('settings.appearance.systemLanguage', { name: ofSystem }) },
            ...view.languages.map(({ tag, name }) => ({ value: tag, label: name, lang: tag })),
          ]}
        />
      )}
    />
  );
}
