import { CircleAlert, TriangleAlert } from 'lucide-react';
import './banner.css';

interface BannerProps {
  readonly tone: 'bad' | 'warn';
  readonly title: string;
  readonly hint: string;
}

/** Something that concerns the whole window and stays until it is over. */
export function Banner({ tone, title, hint }: BannerProps) {
  const Icon = tone === 'bad' ? CircleAlert : TriangleAlert;
  return (
    <div className={`banner banner-${tone}`} role="alert">
      <Icon size={18} aria-hidden="true" />
      <p>
        <strong>{title}</strong> <span className="muted">{hint}</span>
      </p>
    </div>
  );
}
