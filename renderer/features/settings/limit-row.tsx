import type { Settings } from '../../../shared/model/settings.ts';
import { useApp } from '../../bridge/app-context.tsx';
import { DraftInput } from '../../components/draft-input.tsx';
import { FormRow } from '../../components/form-row.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { Switch } from '../../components/switch.tsx';
import { selectPlatform } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import { SPEED_UNITS } from './limit-amount.ts';
import { useLimit } from './use-limit.ts';
import { useSavedAnnouncement } from './use-saved.ts';

interface LimitRowProps {
  readonly settings: Settings;
  readonly direction: 'upload' | 'download';
}

/** Off, or a number and its unit. */
export function LimitRow({ settings, direction }: LimitRowProps) {
  const { t } = useWording();
  const base = useApp(selectPlatform) === 'windows' ? 1024 : 1000;
  const limit = useLimit(settings[`${direction}Limit`], base, (value) => ({ [`${direction}Limit`]: value }));
  const announceSaved = useSavedAnnouncement();
  return (
    <FormRow
      label={t(`settings.network.${direction}Limit`)}
      hint={t('settings.network.limitHint')}
      error={limit.error}
      testId={`setting-${direction}Limit`}
      control={({ controlId, labelId, describedBy }) => (
        <Switch id={controlId} isOn={limit.isOn} onChange={limit.turn} labelledBy={labelId} describedBy={describedBy} />
      )}
    >
      {({ controlId, errorId }) =>
        limit.isOn && (
          <div className="form-row-extra limit-fields">
            <DraftInput
              id={`${controlId}-amount`}
              testId={`${direction}-amount`}
              size="short"
              inputMode="decimal"
              dir="ltr"
              label={t(`settings.network.${direction}Amount`)}
              value={limit.text}
              check={limit.check}
              onSave={async (text) => announceSaved(await limit.save(text))}
              onFault={limit.setError}
              isFaulty={limit.error !== null}
              savedLabel={t('settings.saved')}
              describedBy={limit.error === null ? undefined : errorId}
            >
              <SelectField
                id={`${controlId}-unit`}
                testId={`${direction}-unit`}
                label={t(`settings.network.${direction}Unit`)}
                value={limit.unit}
                onChange={limit.chooseUnit}
                choices={SPEED_UNITS.map((unit) => ({ value: unit, label: t(`settings.network.unit.${unit}`) }))}
              />
            </DraftInput>
          </div>
        )
      }
    </FormRow>
  );
}
