import { History, Settings } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApp, useAppStore } from '../../bridge/app-context.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { selectView } from '../../stores/selectors.ts';
import type { View } from '../../stores/view-slice.ts';
import { useWording } from '../../text/wording-context.tsx';

/** The other screens of the window. A second press leads back. */
export function AppNav() {
  const { t } = useWording();
  return (
    <nav className="app-nav" aria-label={t('app.screens')}>
      <ScreenButton view="history" hint={t('history.title')} icon={<History size={18} aria-hidden="true" />} />
      <ScreenButton view="settings" hint={t('settings.title')} icon={<Settings size={18} aria-hidden="true" />} />
    </nav>
  );
}

interface ScreenButtonProps {
  readonly view: Exclude<View, 'home'>;
  readonly hint: string;
  readonly icon: ReactNode;
}

function ScreenButton({ view, hint, icon }: ScreenButtonProps) {
  const store = useAppStore();
  const isShown = useApp(selectView) === view;
  return (
    <IconButton
      data-testid={`open-${view}`}
      hint={hint}
      icon={icon}
      aria-current={isShown ? 'page' : undefined}
      onClick={() => store.getState().showView(isShown ? 'home' : view)}
    />
  );
}
