import { useCallback, useEffect, useState } from 'react';

/** Milliseconds for which a card takes no answer after it came into the place of another, or its buttons moved. */
export const SETTLING_MS = 500;

interface Settling {
  /** What is asked is not what was asked a moment ago: an answer may be meant for that. */
  readonly isSettling: boolean;
  /** To be called when the buttons have moved. */
  readonly disturb: () => void;
}

/**
 * Whether the question in one place has just changed. The first question in an empty place has not; one that comes right
 * after another was withdrawn has.
 *
 * @param question - tells one question from another; null: nothing is asked
 */
export function useSettling(question: string | null): Settling {
  const [state, setState] = useState({ question, isSettling: false, disturbances: 0 });
  // known before anything is drawn: React draws again with it at once
  if (state.question !== question) {
    setState({ ...state, question, isSettling: state.question !== null || state.isSettling });
  }
  useEffect(() => {
    if (!state.isSettling) return undefined;
    const timer = setTimeout(() => setState((now) => ({ ...now, isSettling: false })), SETTLING_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const disturb = useCallback(
    () => setState((now) => ({ ...now, isSettling: true, disturbances: now.disturbances + 1 })),
    [],
  );
  return { isSettling: state.isSettling, disturb };
}
