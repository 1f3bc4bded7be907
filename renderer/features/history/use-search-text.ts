import { useEffect, useState } from 'react';
import { tidySearch } from '../../text/pasted-text.ts';

/** Milliseconds. Long enough for the next key, short enough not to be waited for. */
const SETTLE_MS = 150;

/** What is typed, and what is looked for: the same, as soon as no key comes for a moment. Emptied at once. */
export function useSearchText() {
  const [typed, setTyped] = useState('');
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return { typed, setTyped, wanted: typed === '' ? '' : tidySearch(settled) };
}
