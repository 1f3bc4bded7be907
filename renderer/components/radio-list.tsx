import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { useId, type ReactNode } from 'react';
import './form.css';
import './radio-list.css';

export interface RadioChoice<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly hint?: ReactNode;
}

interface RadioListProps<V extends string> {
  /** Id of what names the group. */
  readonly labelledBy: string;
  readonly describedBy?: string | undefined;
  readonly value: V;
  readonly choices: readonly RadioChoice<V>[];
  readonly onChange: (value: V) => void;
  /** `bar`: short words side by side, without hints. */
  readonly look?: 'list' | 'bar';
  readonly isDisabled?: boolean;
}

/** One of a few, all of them on show. */
export function RadioList<V extends string>(props: RadioListProps<V>) {
  const { labelledBy, describedBy, value, choices, onChange, look = 'list', isDisabled = false } = props;
  return (
    <RadioGroup<V>
      className={`radio-${look}`}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      value={value}
      disabled={isDisabled}
      onValueChange={(chosen) => onChange(chosen)}
    >
      {choices.map((choice) => (
        <Choice key={choice.value} {...choice} />
      ))}
    </RadioGroup>
  );
}

function Choice<V extends string>({ value, label, hint }: RadioChoice<V>) {
  const [controlId, labelId, hintId] = [useId(), useId(), useId()];
  return (
    <div className="radio-choice" data-value={value}>
      <Radio.Root
        id={controlId}
        value={value}
        className="radio"
        aria-labelledby={labelId}
        aria-describedby={hint === undefined ? undefined : hintId}
      >
        <Radio.Indicator className="radio-dot" />
      </Radio.Root>
      <div className="radio-words">
        <label id={labelId} htmlFor={controlId} className="radio-label">
          {label}
        </label>
        {hint !== undefined && (
          <p id={hintId} className="form-hint">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
