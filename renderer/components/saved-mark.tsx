import { Check } from 'lucide-react';
import './form.css';

/** That it worked, for the eye; it is announced apart. */
export function SavedMark({ words }: { readonly words: string }) {
  return (
    <span className="saved-mark" data-testid="saved" aria-hidden="true">
      <Check size={14} strokeWidth={2.5} />
      {words}
    </span>
  );
}
