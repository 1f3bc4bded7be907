import { useId } from 'react';
import { findNameFault } from '../../../shared/model/device-name.ts';
import type { SettingsView } from '../../../shared/model/settings.ts';
import { Button } from '../../components/button.tsx';
import { DraftInput } from '../../components/draft-input.tsx';
import { FormRow } from '../../components/form-row.tsx';
import { FormSection } from '../../components/form-section.tsx';
import { tidyName } from '../../text/pasted-text.ts';
import { useWording } from '../../text/wording-context.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { useSavedAnnouncement } from './use-saved.ts';
import { useSetting } from './use-setting.ts';

/** How others see this device. */
export function DeviceSection({ view }: { readonly view: SettingsView }) {
  const { t } = useWording();
  return (
    <FormSection title={t('settings.device.title')}>
      <NameRow view={view} />
      <SwitchSetting
        settings={view.settings}
        name="isVisible"
        label={t('settings.device.visible')}
        hint={t('settings.device.visibleHint')}
      />
    </FormSection>
  );
}

function NameRow({ view }: { readonly view: SettingsView }) {
  const { t } = useWording();
  const inputId = useId();
  const announceSaved = useSavedAnnouncement();
  const { value, error, setError, change } = useSetting(view.settings.deviceName, (deviceName) => ({ deviceName }));
  const check = (text: string): string | null => {
    const fault = findNameFault(tidyName(text));
    return fault === null ? null : t(`settings.device.nameFault.${fault}`);
  };
  const reset = async (): Promise<void> => {
    // the button goes: the keyboard stays with what it was about
    document.getElementById(inputId)?.focus();
    announceSaved(await change(null));
  };
  return (
    <FormRow
      controlId={inputId}
      label={t('settings.device.name')}
      hint={t('settings.device.nameHint')}
      error={error}
      place="below"
      control={({ describedBy }) => (
        <>
          <DraftInput
            id={inputId}
            testId="setting-deviceName"
            value={value ?? view.defaults.deviceName}
            dir="auto"
            check={check}
            onSave={async (text) => announceSaved(await change(tidyName(text)))}
            onFault={setError}
            isFaulty={error !== null}
            savedLabel={t('settings.saved')}
            describedBy={describedBy}
          />
          {value !== null && (
            <Button data-testid="reset-name" onClick={() => void reset()}>
              {t('settings.device.useComputerName')}
            </Button>
          )}
        </>
      )}
    />
  );
}
