import type { Settings } from '../../../shared/model/settings.ts';
import { FormRow } from '../../components/form-row.tsx';
import { Switch } from '../../components/switch.tsx';
import { useSetting } from './use-setting.ts';

type SwitchKey = { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings];

interface SwitchSettingProps {
  readonly settings: Settings;
  readonly name: SwitchKey;
  readonly label: string;
  readonly hint: string;
  /** The switch says the opposite of the setting. */
  readonly isInverted?: boolean;
}

/** A setting that is on or off. */
export function SwitchSetting({ settings, name, label, hint, isInverted = false }: SwitchSettingProps) {
  const { value, error, change } = useSetting(settings[name], (isOn) => ({ [name]: isOn }));
  return (
    <FormRow
      label={label}
      hint={hint}
      error={error}
      control={({ controlId, labelId, describedBy }) => (
        <Switch
          id={controlId}
          isOn={value !== isInverted}
          onChange={(isOn) => void change(isOn !== isInverted)}
          labelledBy={labelId}
          describedBy={describedBy}
          testId={`setting-${name}`}
        />
      )}
    />
  );
}
