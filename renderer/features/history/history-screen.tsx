import { useState } from 'react';
import type { HistoryFilter } from '../../../shared/model/history.ts';
import { useApp, useAppStore } from '../../bridge/app-context.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { ScreenHeader } from '../../components/screen-header.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { ClearHistory } from './clear-history.tsx';
import { HistoryEmpty } from './history-empty.tsx';
import { HistoryList } from './history-list.tsx';
import { HistoryTools } from './history-tools.tsx';
import { HistoryTrouble } from './history-trouble.tsx';
import { useHistoryPages } from './use-history-pages.ts';
import { useOpenTransfers } from './use-open-transfers.ts';
import { useSearchText } from './use-search-text.ts';
import './history.css';

/** What was sent and received, as far back as it is kept. */
export function HistoryScreen() {
  const { t } = useWording();
  const store = useAppStore();
  const isOff = useApp((state) => state.settings?.settings.keepsHistory === false);
  const { typed, setTyped, wanted } = useSearchText();
  const [filter, setFilter] = useState<HistoryFilter>('all');
  const { view, look, refresh, keptAside } = useHistoryPages(wanted, filter);
  const isNarrowed = wanted.trim() !== '' || filter !== 'all';
  const open = useOpenTransfers(wanted, filter);
  const count = view.total ?? 0;
  const shownCount = view.total === null ? null : view.total + open.length;
  return (
    <div className="history" data-testid="history-screen">
      <ScreenHeader
        title={t('history.title')}
        backLabel={t('history.back')}
        onBack={() => store.getState().showView('home')}
      >
        <ClearHistory isPossible={count > 0 || isNarrowed} />
      </ScreenHeader>
      {isOff && (
        <p className="history-off small muted" data-testid="history-off">
          {t('history.off')}{' '}
          <Button look="plain" className="small" onClick={() => store.getState().showView('settings')}>
            {t('history.openSettings')}
          </Button>
        </p>
      )}
      {keptAside !== null && (
        <Banner
          tone="warn"
          title={t('history.keptAside.title')}
          hint={t('history.keptAside.hint', { name: keptAside })}
        />
      )}
      <HistoryTools
        text={typed}
        onText={setTyped}
        filter={filter}
        onFilter={setFilter}
        found={isNarrowed ? shownCount : null}
      />
      {view.error !== null && <HistoryTrouble error={view.error} onRetry={refresh} />}
      {shownCount === 0 && view.error === null && <HistoryEmpty isNarrowed={isNarrowed} isOff={isOff} />}
      {count + open.length > 0 && (
        <HistoryList key={`${filter} ${wanted}`} open={open} view={view} count={count} onRange={look} />
      )}
    </div>
  );
}
