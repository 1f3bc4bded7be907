import { EXISTING_NAMES, type Settings, type SettingsView } from '../../../shared/model/settings.ts';
import { FormGroup } from '../../components/form-group.tsx';
import { FormSection } from '../../components/form-section.tsx';
import { RadioList } from '../../components/radio-list.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { InboxRow } from './inbox-row.tsx';
import { PeerFolders } from './peer-folders.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { useSetting } from './use-setting.ts';

/** Whether, where and how things are received. */
export function ReceivingSection({ view }: { readonly view: SettingsView }) {
  const { t } = useWording();
  return (
    <FormSection title={t('settings.receiving.title')}>
      <SwitchSetting
        settings={view.settings}
        name="isReceiving"
        isInverted
        label={t('settings.receiving.pause')}
        hint={t('settings.receiving.pauseHint')}
      />
      <InboxRow view={view} />
      <PeerFolders folders={view.settings.peerFolders} />
      <ExistingNamesChoice settings={view.settings} />
    </FormSection>
  );
}

function ExistingNamesChoice({ settings }: { readonly settings: Settings }) {
  const { t } = useWording();
  const { value, error, change } = useSetting(settings.existingNames, (existingNames) => ({ existingNames }));
  return (
    <FormGroup
      label={t('settings.receiving.existing')}
      hint={t('settings.receiving.existingHint')}
      error={error}
      testId="setting-existingNames"
    >
      {({ labelId, describedBy }) => (
        <RadioList
          labelledBy={labelId}
          describedBy={describedBy}
          value={value}
          onChange={(chosen) => void change(chosen)}
          choices={EXISTING_NAMES.map((choice) => ({
            value: choice,
            label: t(`settings.receiving.existingChoice.${choice}.label`),
            hint: t(`settings.receiving.existingChoice.${choice}.hint`),
          }))}
        />
      )}
    </FormGroup>
  );
}
