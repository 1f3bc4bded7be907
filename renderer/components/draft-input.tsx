import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { SavedMark } from './saved-mark.tsx';
import './form.css';
import './text-input.css';

interface DraftInputProps {
  readonly id: string;
  /** What holds now, as text. */
  readonly value: string;
  /** What is wrong with a text; null: nothing. */
  readonly check: (text: string) => string | null;
  /** False: it was refused, and the caller says why. */
  readonly onSave: (text: string) => Promise<boolean>;
  /** What is wrong with the text in the field; null: nothing, or no longer. */
  readonly onFault: (fault: string | null) => void;
  readonly isFaulty: boolean;
  readonly savedLabel: string;
  readonly label?: string;
  readonly describedBy?: string | undefined;
  readonly testId?: string;
  readonly dir?: 'auto' | 'ltr';
  readonly inputMode?: 'text' | 'numeric' | 'decimal';
  readonly size?: 'short' | 'long';
  /** Right after the field: its unit. */
  readonly children?: ReactNode;
}

/**
 * A text that is kept when the field is left or Enter pressed, and checked while it is typed. Escape brings back what
 * holds; a second one is left to whatever is around the field.
 */
export function DraftInput(props: DraftInputProps) {
  const { id, value, isFaulty, savedLabel, size = 'long', children } = props;
  const { text, isSaved, type, save, revert } = useDraft(props);
  const handleKey = (event: KeyboardEvent): void => {
    // the Enter that ends a composition (Chinese, Japanese) belongs to it
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') void save();
    if (event.key !== 'Escape' || (text === value && !isFaulty)) return;
    event.preventDefault();
    revert();
  };
  return (
    <span className={`draft-input draft-input-${size}`}>
      <input
        id={id}
        className="text-input"
        data-testid={props.testId}
        value={text}
        onChange={(event) => type(event.target.value)}
        onBlur={() => void save()}
        onKeyDown={handleKey}
        dir={props.dir}
        inputMode={props.inputMode}
        autoComplete="off"
        spellCheck={false}
        aria-label={props.label}
        aria-invalid={isFaulty}
        aria-describedby={props.describedBy}
      />
      {children}
      {isSaved && <SavedMark words={savedLabel} />}
    </span>
  );
}

type DraftOptions = Pick<DraftInputProps, 'value' | 'check' | 'onSave' | 'onFault' | 'isFaulty'>;

/** The text while it differs from what holds. */
function useDraft({ value, check, onSave, onFault, isFaulty }: DraftOptions) {
  const [draft, setDraft] = useState<string | null>(null);
  const [isSaved, setSaved] = useState(false);
  // Enter and leaving the field may come together
  const isBusy = useRef(false);
  const text = draft ?? value;
  const type = (typed: string): void => {
    setDraft(typed);
    setSaved(false);
    onFault(typed === value ? null : check(typed));
  };
  const revert = (): void => {
    setDraft(null);
    onFault(null);
  };
  const save = async (): Promise<void> => {
    if (draft === null || isBusy.current) return;
    const fault = check(draft);
    if (fault !== null) onFault(fault);
    else if (draft.trim() === value) revert();
    else {
      isBusy.current = true;
      setSaved(await onSave(draft));
      isBusy.current = false;
      // refused or not: what holds is shown, and the caller says why
      setDraft((current) => (current === draft ? null : current));
    }
  };
  return { text, isSaved: isSaved && !isFaulty, type, save, revert };
}
