import { Checkbox } from '@base-ui/react/checkbox';
import { Check, Minus } from 'lucide-react';
import './tri-checkbox.css';

interface TriCheckboxProps {
  readonly state: 'all' | 'some' | 'none';
  readonly label: string;
  readonly onChange: (isChecked: boolean) => void;
  readonly disabled?: boolean;
}

/** A checkbox for a group: ticked, unticked, or partly. A click on a partly ticked one ticks it. */
export function TriCheckbox({ state, label, onChange, disabled = false }: TriCheckboxProps) {
  return (
    <Checkbox.Root
      className="tri-checkbox"
      checked={state === 'all'}
      indeterminate={state === 'some'}
      disabled={disabled}
      aria-label={label}
      onCheckedChange={(isChecked) => onChange(isChecked)}
    >
      <Checkbox.Indicator className="tri-checkbox-mark">
        {state === 'some' ? <Minus size={12} strokeWidth={3} /> : <Check size={12} strokeWidth={3} />}
      </Checkbox.Indicator>
    </Checkbox.Root>
  );
}
