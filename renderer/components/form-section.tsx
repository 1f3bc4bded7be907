import { useId, type ReactNode } from 'react';
import './form.css';

interface FormSectionProps {
  readonly title: string;
  readonly testId?: string;
  /** Concerns all of it; stands under the sheet. */
  readonly note?: string;
  /** Rows. */
  readonly children: ReactNode;
}

/** A heading and what belongs to it, on one sheet. */
export function FormSection({ title, testId, note, children }: FormSectionProps) {
  const titleId = useId();
  return (
    <section className="form-section" aria-labelledby={titleId} data-testid={testId}>
      <h3 id={titleId} className="form-section-title">
        {title}
      </h3>
      <div className="form-sheet">{children}</div>
      {note !== undefined && <p className="form-note">{note}</p>}
    </section>
  );
}
