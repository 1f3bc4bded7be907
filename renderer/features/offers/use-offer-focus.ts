import { useEffect, useRef, type RefObject } from 'react';
import type { TransferId } from '../../../shared/model/ids.ts';
import { useApp } from '../../bridge/app-context.tsx';

/**
 * When the front card takes the focus: when nothing else has it, when the user asks (F6, a notification, `Answer`),
 * and when the card before it was answered from the keyboard. Never from somebody who is somewhere else.
 */
export function useOfferFocus(card: RefObject<HTMLElement | null>, frontId: TransferId | undefined): void {
  const requests = useApp((state) => state.offerFocusRequests);
  useEffect(() => {
    if (frontId !== undefined && isNothingFocused()) card.current?.focus();
  }, [card, frontId]);
  const seenRequests = useRef(requests);
  useEffect(() => {
    if (requests !== seenRequests.current) card.current?.focus();
    seenRequests.current = requests;
  }, [card, requests]);
  useEffect(() => {
    const handleKey = (event: KeyboardEvent): void => {
      if (event.key !== 'F6' || card.current === null) return;
      event.preventDefault();
      card.current.focus();
    };
    window.addEventListener('keydown', handleKey);
    return () => window.removeEventListener('keydown', handleKey);
  }, [card]);
}

// a card that was answered takes its focused button with it; the browser then reports the body
function isNothingFocused(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}
