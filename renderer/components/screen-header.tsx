import { ArrowLeft } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, type ReactNode, type RefObject } from 'react';
import { IconButton } from './icon-button.tsx';
import './screen-header.css';

interface ScreenHeaderProps {
  readonly title: string;
  readonly backLabel: string;
  readonly onBack: () => void;
  /** What can be done with the whole screen, at the end of the line. */
  readonly children?: ReactNode;
}

/** The top of a screen and the way back from it, which Escape takes too. */
export function ScreenHeader({ title, backLabel, onBack, children }: ScreenHeaderProps) {
  const header = useRef<HTMLElement>(null);
  useEscape(header, onBack);
  return (
    <header ref={header} className="screen-header">
      <IconButton
        data-testid="screen-back"
        hint={backLabel}
        icon={<ArrowLeft size={18} className="screen-back-icon" aria-hidden="true" />}
        onClick={onBack}
      />
      <h2 className="screen-title" tabIndex={-1} data-screen-heading>
        {title}
      </h2>
      {children}
    </header>
  );
}

/**
 * Escape leads back where nothing nearer wants it: a field that takes back what was typed says so by
 * `preventDefault()`, and menus, dialogs and offers lie outside the screen.
 */
function useEscape(header: RefObject<HTMLElement | null>, onBack: () => void): void {
  const handleKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    const target = event.target instanceof Node ? event.target : null;
    const isHere = target === document.body || header.current?.parentElement?.contains(target) === true;
    if (isHere) onBack();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => handleKey(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
