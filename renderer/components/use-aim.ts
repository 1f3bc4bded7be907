import { useEffect, useRef, useState, type FocusEvent, type RefObject } from 'react';

interface Aim<E extends HTMLElement> {
  /** The pointer or the keyboard is inside. */
  readonly isAimed: boolean;
  readonly ref: RefObject<E | null>;
  /** To spread on the element of `ref`. Menus opened from inside count as inside. */
  readonly handlers: {
    readonly onPointerEnter: () => void;
    readonly onPointerLeave: () => void;
    readonly onFocus: (event: FocusEvent) => void;
    readonly onBlur: (event: FocusEvent) => void;
  };
}

/**
 * Whether somebody may be aiming at what is inside an element. A button that was pressed with the pointer keeps the focus
 * for as long as nothing else takes it: nobody aims at it any more.
 */
export function useAim<E extends HTMLElement>(): Aim<E> {
  const ref = useRef<E>(null);
  const [isHovered, setHovered] = useState(false);
  const [isFocused, setFocused] = useState(false);
  useEffect(() => {
    // a menu that closes under the pointer takes the event with it by which the pointer would have left
    const note = ({ target }: Event): void =>
      setHovered(isInside(ref.current, target instanceof Element ? target : null));
    document.addEventListener('pointerover', note);
    return () => document.removeEventListener('pointerover', note);
  }, []);
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
      onFocus: ({ target }) => setFocused(isInMenu(target) || target.matches(':focus-visible')),
      onBlur: ({ relatedTarget }) => setFocused(isInside(ref.current, relatedTarget)),
    },
  };
}

function isInside(element: HTMLElement | null, target: Element | null): boolean {
  return target !== null && (element?.contains(target) === true || isInMenu(target));
}

function isInMenu(target: Element): boolean {
  return target.closest('[role="menu"]') !== null;
}
