import { useEffect, useRef, type RefObject } from 'react';
import { useApp } from './bridge/app-context.tsx';
import { HistoryScreen } from './features/history/history-screen.tsx';
import { Nearby } from './features/peers/nearby.tsx';
import { SettingsScreen } from './features/settings/settings-screen.tsx';
import { Transfers } from './features/transfers/transfers.tsx';
import { selectView } from './stores/selectors.ts';
import type { View } from './stores/view-slice.ts';

interface MainAreaProps {
  readonly onAddByAddress: () => void;
}

/** What fills the window below the header: the devices and transfers, or one of the screens opened from the header. */
export function MainArea({ onAddByAddress }: MainAreaProps) {
  const view = useApp(selectView);
  const area = useRef<HTMLElement>(null);
  useViewFocus(view, area);
  if (view === 'home') {
    return (
      <main ref={area} className="app-main">
        <Nearby onAddByAddress={onAddByAddress} />
        <Transfers />
      </main>
    );
  }
  return (
    <main ref={area} className="app-screen scrolls">
      {view === 'history' && <HistoryScreen />}
      {view === 'settings' && <SettingsScreen />}
    </main>
  );
}

/**
 * The keyboard follows: to the heading of a screen that opens (marked `data-screen-heading`), and from there
 * back to what opened it, unless something else has taken it meanwhile.
 */
function useViewFocus(view: View, area: RefObject<HTMLElement | null>): void {
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    if (view !== 'home') {
      if (document.activeElement !== document.body) opener.current = document.activeElement;
      area.current?.querySelector<HTMLElement>('[data-screen-heading]')?.focus();
      return;
    }
    const isFocusLost = document.activeElement === null || document.activeElement === document.body;
    if (isFocusLost && opener.current instanceof HTMLElement) opener.current.focus();
    opener.current = null;
  }, [view, area]);
}
