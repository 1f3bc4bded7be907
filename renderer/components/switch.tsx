import { Switch as Base } from '@base-ui/react/switch';
import './switch.css';

interface SwitchProps {
  readonly id: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  /** Ids of what names and explains it. */
  readonly labelledBy: string;
  readonly describedBy?: string | undefined;
  readonly testId?: string | undefined;
}

/** On or off, at once. */
export function Switch({ id, isOn, onChange, labelledBy, describedBy, testId }: SwitchProps) {
  return (
    <Base.Root
      id={id}
      className="switch"
      checked={isOn}
      onCheckedChange={(isChecked) => onChange(isChecked)}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      data-testid={testId}
    >
      <Base.Thumb className="switch-thumb" />
    </Base.Root>
  );
}
