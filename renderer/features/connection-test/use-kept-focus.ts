import { useEffect, type RefObject } from 'react';

/** The button that had the focus goes with the state that it belonged to: the dialog keeps the focus, and its keys. */
export function useKeptFocus(place: RefObject<HTMLElement | null>, isRunning: boolean): void {
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, [place, isRunning]);
}
