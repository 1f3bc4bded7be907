// first: what comes later in the cascade may differ from the ground rules
import './styles/tokens.css';
import './styles/base.css';
import './styles/app.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { DirectionProvider } from '@base-ui/react/direction-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { useMemo, useState } from 'react';
import { directionOf } from '../shared/text/languages.ts';
import { useApp } from './bridge/app-context.tsx';
import { AddPeerDialog } from './features/add-peer/add-peer-dialog.tsx';
import { ConnectionTestDialog } from './features/connection-test/connection-test-dialog.tsx';
import { CheckAnnouncer } from './features/history/check-announcer.tsx';
import { Announcer } from './features/notices/announcer.tsx';
import { Notices } from './features/notices/notices.tsx';
import { OffersStack } from './features/offers/offers-stack.tsx';
import { PendingSendDialog } from './features/pending/pending-send.tsx';
import { StrayFiles } from './features/peers/stray-files.tsx';
import { AppHeader } from './features/self/app-header.tsx';
import { EngineBanner, NewIdentityBanner } from './features/self/engine-banner.tsx';
import { BrokenSettingsBanner } from './features/settings/broken-settings-banner.tsx';
import { UpdateBanner } from './features/updates/update-banner.tsx';
import { MainArea } from './main-area.tsx';
import { selectLanguage } from './stores/select-language.ts';
import { selectPlatform } from './stores/selectors.ts';
import { useDocumentLanguage } from './text/use-document-language.ts';
import { createWording } from './text/wording.ts';
import { WordingContext } from './text/wording-context.tsx';

/** The whole window. Offers come right after the header, so that the keyboard gets there early. */
export function App() {
  const platform = useApp(selectPlatform);
  const language = useApp(selectLanguage);
  useDocumentLanguage(language);
  const wording = useMemo(
    () => createWording({ platform, language, region: navigator.language }),
    [platform, language],
  );
  const [isAdding, setAdding] = useState(false);
  const openAdd = (): void => setAdding(true);
  return (
    <CSPProvider disableStyleElements>
      <DirectionProvider direction={directionOf(language)}>
        <Tooltip.Provider delay={500}>
          <WordingContext value={wording}>
            <div className="app">
              <AppHeader onAddByAddress={openAdd} />
              <OffersStack />
              <EngineBanner />
              <NewIdentityBanner />
              <BrokenSettingsBanner />
              <UpdateBanner />
              <MainArea onAddByAddress={openAdd} />
            </div>
            <AddPeerDialog isOpen={isAdding} onClose={() => setAdding(false)} />
            <ConnectionTestDialog />
            <PendingSendDialog />
            <StrayFiles />
            <Notices />
            <CheckAnnouncer />
            <Announcer />
          </WordingContext>
        </Tooltip.Provider>
      </DirectionProvider>
    </CSPProvider>
  );
}
