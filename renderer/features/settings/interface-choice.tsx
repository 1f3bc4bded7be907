import type { InterfaceChoice as Interface, SettingsView } from '../../../shared/model/settings.ts';
import { CheckRow } from '../../components/check-row.tsx';
import { FormGroup } from '../../components/form-group.tsx';
import { RadioList } from '../../components/radio-list.tsx';
import { plainName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { useSetting } from './use-setting.ts';

/** All networks, or some of them. One that was chosen and is not there now can still be unticked. */
export function InterfaceChoice({ view }: { readonly view: SettingsView }) {
  const { t } = useWording();
  const setting = useSetting(view.settings.interfaces, (interfaces) => ({ interfaces }));
  const { value, error, setError, change } = setting;
  const rows = rowsOf(view.interfaces, value);
  const toggle = (name: string, isChecked: boolean): void => {
    const rest = (value ?? []).filter((other) => other !== name);
    if (!isChecked && rest.length === 0) setError(t('settings.network.lastInterface'));
    else void change(isChecked ? [...rest, name] : rest);
  };
  const choose = (which: 'all' | 'chosen'): void =>
    void change(which === 'all' ? null : view.interfaces.map(({ name }) => name));
  return (
    <FormGroup label={t('settings.network.interfaces')} error={error} testId="setting-interfaces">
      {({ labelId }) =>
        rows.length === 0 ? (
          <p className="form-hint">{t('settings.network.noInterfaces')}</p>
        ) : (
          <>
            <RadioList
              labelledBy={labelId}
              value={value === null ? 'all' : 'chosen'}
              onChange={choose}
              choices={[
                {
                  value: 'all',
                  label: t('settings.network.allInterfaces'),
                  hint: t('settings.network.allInterfacesHint'),
                },
                { value: 'chosen', label: t('settings.network.chosenInterfaces') },
              ]}
            />
            {value !== null && <InterfaceList rows={rows} labelledBy={labelId} onToggle={toggle} />}
          </>
        )
      }
    </FormGroup>
  );
}

interface InterfaceRow extends Interface {
  readonly isChosen: boolean;
  readonly isHere: boolean;
}

function rowsOf(here: readonly Interface[], chosen: readonly string[] | null): readonly InterfaceRow[] {
  const names = new Set(here.map(({ name }) => name));
  const gone = (chosen ?? []).filter((name) => !names.has(name));
  return [
    ...here.map((one) => ({ ...one, isChosen: chosen?.includes(one.name) ?? true, isHere: true })),
    ...gone.map((name) => ({ name, addresses: [], isChosen: true, isHere: false })),
  ];
}

interface InterfaceListProps {
  readonly rows: readonly InterfaceRow[];
  readonly labelledBy: string;
  readonly onToggle: (name: string, isChecked: boolean) => void;
}

function InterfaceList({ rows, labelledBy, onToggle }: InterfaceListProps) {
  const { t } = useWording();
  return (
    <div className="check-list radio-detail" role="group" aria-labelledby={labelledBy}>
      {rows.map(({ name, addresses, isChosen, isHere }) => (
        <CheckRow
          key={name}
          label={<bdi>{plainName(name)}</bdi>}
          hint={isHere ? <bdi dir="ltr">{addresses.join(', ')}</bdi> : t('settings.network.notConnected')}
          isChecked={isChosen}
          onChange={(isChecked) => onToggle(name, isChecked)}
        />
      ))}
    </div>
  );
}
