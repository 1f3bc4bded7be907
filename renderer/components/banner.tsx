import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import './banner.css';

interface BannerProps {
  /** `info`: nothing is wrong, and nobody is interrupted. */
  readonly tone: 'bad' | 'warn' | 'info';
  readonly title: string;
  readonly hint?: string;
  /** Buttons. */
  readonly actions?: ReactNode;
  readonly testId?: string;
}

const ICONS = { bad: CircleAlert, warn: TriangleAlert, info: Info } as const;

/** Something that concerns the whole window and stays until it is over. */
export function Banner({ tone, title, hint, actions, testId }: BannerProps) {
  const Icon = ICONS[tone];
  return (
    <div className={`banner banner-${tone}`} role={tone === 'info' ? 'status' : 'alert'} data-testid={testId}>
      <Icon size={18} aria-hidden="true" />
      <p className="banner-words">
        <strong>{title}</strong> {hint !== undefined && <span className="muted">{hint}</span>}
      </p>
      {actions !== undefined && <div className="banner-actions">{actions}</div>}
    </div>
  );
}
