import { useEffect, useRef, useState, type FocusEvent, type RefObject } from 'react';

interface Aim<E extends HTMLElement> {
  /** The pointer or the keyboard is inside. */
  readonly isAimed: boolean;
  readonly ref: RefObject<E | null>;
  /** To spread on the element of `ref`. Menus opened from inside count as inside. */
  readonly handlers: {
    readonly onPointerEnter: () => void;
    readonly onPointerLeave: () => void;
    readonly onFocus: () => void;
    readonly onBlur: (event: FocusEvent) => void;
  };
}

/** Whether somebody may be aiming at what is inside an element. */
export function useAim<E extends HTMLElement>(): Aim<E> {
  const ref = useRef<E>(null);
  const [isHovered, setHovered] = useState(false);
  const [isFocused, setFocused] = useState(false);
  useEffect(() => {
    if (!isFocused || ref.current === null) return undefined;
    // a button that goes away takes the focus with it, and no event tells
    const changes = new MutationObserver(() => document.activeElement === document.body && setFocused(false));
    changes.observe(ref.current, { childList: true, subtree: true });
    return () => changes.disconnect();
  }, [isFocused]);
  return {
    isAimed: isHovered || isFocused,
    ref,
    handlers: {
      onPointerEnter: () => setHovered(true),
      onPointerLeave: () => setHovered(false),
      onFocus: () => setFocused(true),
      onBlur: ({ relatedTarget }) => setFocused(isInside(ref.current, relatedTarget)),
    },
  };
}

function isInside(element: HTMLElement | null, target: Element | null): boolean {
  return target !== null && (element?.contains(target) === true || target.closest('[role="menu"]') !== null);
}
