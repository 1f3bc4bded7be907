import type { ReactNode } from 'react';
import './progress-ring.css';

const RADIUS = 34;
const CIRCUMFERENCE = 2 * Math.PI * RADIUS;

interface ProgressRingProps {
  /** 0 to 1; null: no arc. */
  readonly fraction: number | null;
  /** Says more than the arc: `searching` turns, `away` is dotted. */
  readonly look?: 'solid' | 'searching' | 'away' | 'asking';
  readonly tone?: 'accent' | 'warn' | 'calm';
  /** Drawn in the middle. */
  readonly children: ReactNode;
}

/** A ring around a picture. Decoration: the same is said in words beside it. */
export function ProgressRing({ fraction, look = 'solid', tone = 'accent', children }: ProgressRingProps) {
  return (
    <span className={`ring ring-${look} ring-tone-${tone}`} aria-hidden="true">
      <svg viewBox="0 0 72 72" fill="none">
        <circle className="ring-track" cx="36" cy="36" r={RADIUS} />
        {fraction !== null && (
          <circle
            className="ring-arc"
            cx="36"
            cy="36"
            r={RADIUS}
            strokeDasharray={CIRCUMFERENCE}
            strokeDashoffset={CIRCUMFERENCE * (1 - fraction)}
          />
        )}
      </svg>
      <span className="ring-middle">{children}</span>
    </span>
  );
}
