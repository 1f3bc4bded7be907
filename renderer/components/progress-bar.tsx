import { Progress } from '@base-ui/react/progress';
import './progress-bar.css';

interface ProgressBarProps {
  /** 0 to 1; null: under way, nobody knows how far. */
  readonly fraction: number | null;
  readonly label: string;
  /** Read instead of the bare number: `60 %, 5.0 GB of 8.4 GB`. */
  readonly valueText: string;
  /** `calm`: nothing moves, and nothing is wrong. */
  readonly tone?: 'accent' | 'warn' | 'ok' | 'calm';
}

export function ProgressBar({ fraction, label, valueText, tone = 'accent' }: ProgressBarProps) {
  return (
    <Progress.Root
      className={`progress-bar tone-${tone}`}
      value={fraction === null ? null : fraction * 100}
      aria-label={label}
      aria-valuetext={valueText}
    >
      <Progress.Track className="progress-track">
        <Progress.Indicator className="progress-fill" />
      </Progress.Track>
    </Progress.Root>
  );
}
