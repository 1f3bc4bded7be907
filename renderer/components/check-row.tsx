import { Checkbox } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import './form.css';
import './radio-list.css';
import './tri-checkbox.css';

interface CheckRowProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

/** One of several that may be ticked together. */
export function CheckRow({ label, hint, isChecked, onChange }: CheckRowProps) {
  const [controlId, labelId, hintId] = [useId(), useId(), useId()];
  return (
    <div className="radio-choice">
      <Checkbox.Root
        id={controlId}
        className="tri-checkbox check-row-box"
        checked={isChecked}
        onCheckedChange={(checked) => onChange(checked)}
        aria-labelledby={labelId}
        aria-describedby={hint === undefined ? undefined : hintId}
      >
        <Checkbox.Indicator className="tri-checkbox-mark">
          <Check size={12} strokeWidth={3} aria-hidden="true" />
        </Checkbox.Indicator>
      </Checkbox.Root>
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
