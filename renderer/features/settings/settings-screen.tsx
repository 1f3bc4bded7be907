import { useWording } from '../../text/wording-context.tsx';

/** All that can be chosen. Changes hold at once. */
export function SettingsScreen() {
  const { t } = useWording();
  return (
    <h2 tabIndex={-1} data-screen-heading>
      {t('settings.title')}
    </h2>
  );
}
