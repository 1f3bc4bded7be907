import { useLayoutEffect, useRef, type RefObject } from 'react';

/** Calls `onMoved` when news, and not the user, moved an element while it is shown: `news` is what is drawn there. */
export function useMovedByNews(element: RefObject<HTMLElement | null>, news: unknown, onMoved: () => void): void {
  const last = useRef<{ readonly news: unknown; readonly topPx: number } | null>(null);
  useLayoutEffect(() => {
    const topPx = element.current?.getBoundingClientRect().top ?? 0;
    const before = last.current;
    last.current = { news, topPx };
    if (before !== null && before.news !== news && Math.abs(before.topPx - topPx) >= 1) onMoved();
  });
}
