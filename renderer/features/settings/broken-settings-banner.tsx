import { useApp, useCommands } from '../../bridge/app-context.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { selectSettings } from '../../stores/selectors.ts';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';

/** Says that the old settings were unreadable and where they are, until that has been read. */
export function BrokenSettingsBanner() {
  const { t } = useWording();
  const { dismissBrokenSettings } = useCommands();
  const brokenFile = useApp(selectSettings)?.brokenFile ?? null;
  if (brokenFile === null) return null;
  return (
    <Banner
      tone="warn"
      testId="broken-settings"
      title={t('settings.broken.title', { file: inlineName(brokenFile) })}
      hint={t('settings.broken.hint')}
      actions={
        <Button data-testid="dismiss-broken" onClick={() => void dismissBrokenSettings()}>
          {t('settings.broken.dismiss')}
        </Button>
      }
    />
  );
}
