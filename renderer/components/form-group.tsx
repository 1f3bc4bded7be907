import { useId, type ReactNode } from 'react';
import { FormError } from './form-error.tsx';
import './form.css';

/** Ids that name and explain a group. */
interface GroupIds {
  readonly labelId: string;
  readonly describedBy: string | undefined;
  readonly errorId: string;
}

interface FormGroupProps {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | null;
  readonly testId?: string;
  /** Has to hold an element with a group's role that takes the ids. */
  readonly children: (ids: GroupIds) => ReactNode;
}

/** Several controls that answer one question. */
export function FormGroup({ label, hint, error = null, testId, children }: FormGroupProps) {
  const [labelId, hintId, errorId] = [useId(), useId(), useId()];
  return (
    <div className="form-group" data-testid={testId}>
      <p id={labelId} className="form-label">
        {label}
      </p>
      {hint !== undefined && (
        <p id={hintId} className="form-hint">
          {hint}
        </p>
      )}
      {children({ labelId, describedBy: hint === undefined ? undefined : hintId, errorId })}
      <FormError id={errorId} text={error} />
    </div>
  );
}
