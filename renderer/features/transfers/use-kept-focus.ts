import { useLayoutEffect, useRef, type RefObject } from 'react';

interface KeptFocus {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly onFocus: () => void;
  readonly onBlur: () => void;
}

/**
 * Keeps the keyboard where it was when the button that had the focus goes: the one marked `data-keeps-focus` gets it.
 * Spread the result on the element around the buttons.
 */
export function useKeptFocus(): KeptFocus {
  const ref = useRef<HTMLDivElement>(null);
  const hasFocus = useRef(false);
  // after each drawing: React tells no blur of an element that it takes away itself
  useLayoutEffect(() => {
    if (!hasFocus.current || ref.current?.contains(document.activeElement) !== false) return;
    hasFocus.current = false;
    ref.current.querySelector<HTMLElement>('[data-keeps-focus]')?.focus();
  });
  return {
    ref,
    onFocus: () => (hasFocus.current = true),
    onBlur: () => (hasFocus.current = false),
  };
}
