import { Select } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import './popup.css';
import './select-field.css';

interface SelectFieldProps<V extends string> {
  readonly id: string;
  readonly value: V;
  readonly choices: readonly { readonly value: V; readonly label: string; readonly lang?: string }[];
  readonly onChange: (value: V) => void;
  /** Either the id of a label on show, or words that nobody sees. */
  readonly labelledBy?: string;
  readonly label?: string;
  readonly describedBy?: string | undefined;
  readonly testId?: string;
  /** `small`: in a row of small text. */
  readonly look?: 'usual' | 'small';
  readonly isDisabled?: boolean;
}

/** One of several in a list that opens. */
export function SelectField<V extends string>(props: SelectFieldProps<V>) {
  const {
    id,
    value,
    choices,
    onChange,
    labelledBy,
    label,
    describedBy,
    testId,
    look = 'usual',
    isDisabled = false,
  } = props;
  return (
    <Select.Root<V>
      items={choices}
      value={value}
      modal={false}
      disabled={isDisabled}
      onValueChange={(chosen) => {
        if (chosen !== null) onChange(chosen);
      }}
    >
      <Select.Trigger
        id={id}
        className={`select-field select-field-${look}`}
        aria-labelledby={labelledBy}
        aria-label={label}
        aria-describedby={describedBy}
        data-testid={testId}
      >
        <Select.Value className="select-field-value" />
        <Select.Icon className="select-field-icon">
          <ChevronsUpDown size={14} aria-hidden="true" />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal>
        <Select.Positioner sideOffset={4} collisionPadding={8} alignItemWithTrigger={false} className="popup-layer">
          <Select.Popup className="popup menu select-list">
            <Select.List>
              {choices.map((choice) => (
                <Select.Item key={choice.value} value={choice.value} className="menu-item" lang={choice.lang}>
                  <span className="select-check">
                    <Select.ItemIndicator>
                      <Check size={16} aria-hidden="true" />
                    </Select.ItemIndicator>
                  </span>
                  <Select.ItemText>{choice.label}</Select.ItemText>
                </Select.Item>
              ))}
            </Select.List>
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  );
}
