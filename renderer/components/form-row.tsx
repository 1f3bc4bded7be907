import { useId, type ReactNode } from 'react';
import { FormError } from './form-error.tsx';
import './form.css';

/** Ids that tie a control to the words of its row. */
interface RowIds {
  readonly controlId: string;
  readonly labelId: string;
  /** What explains the control now, for `aria-describedby`. */
  readonly describedBy: string | undefined;
  readonly errorId: string;
}

interface FormRowProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** Why it did not work; null: it did. */
  readonly error?: string | null;
  /** `beside`: at the end of the line. `wrap`: there, but below where the window is narrow. `below`: always. */
  readonly place?: 'beside' | 'wrap' | 'below';
  /** For a control that others must find. */
  readonly controlId?: string;
  readonly testId?: string;
  readonly control: (ids: RowIds) => ReactNode;
  /** The control is a group, which a label cannot be for. */
  readonly isGroup?: boolean;
  /** Shown under the row and part of it. */
  readonly children?: (ids: RowIds) => ReactNode;
}

/** One choice: what it is about, a line that explains it, its control, and what went wrong with it. */
export function FormRow(props: FormRowProps) {
  const { label, hint, error = null, place = 'beside', testId, control, isGroup = false, children } = props;
  const [ownId, labelId, hintId, errorId] = [useId(), useId(), useId(), useId()];
  const controlId = props.controlId ?? ownId;
  const ids = [hint === undefined ? null : hintId, error === null ? null : errorId].filter((id) => id !== null);
  const describedBy = ids.length === 0 ? undefined : ids.join(' ');
  const all = { controlId, labelId, describedBy, errorId };
  const Label = isGroup ? 'span' : 'label';
  return (
    <div className={`form-row form-row-${place}`} data-testid={testId}>
      <div className="form-row-words">
        <Label id={labelId} className="form-label" {...(!isGroup && { htmlFor: controlId })}>
          {label}
        </Label>
        {hint !== undefined && (
          <p id={hintId} className="form-hint">
            {hint}
          </p>
        )}
      </div>
      <div className="form-row-control">{control(all)}</div>
      {children?.(all)}
      <FormError id={errorId} text={error} />
    </div>
  );
}
