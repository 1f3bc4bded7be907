import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '../app.tsx';
import { AppProvider } from '../bridge/app-context.tsx';
import { startSubscription } from '../bridge/subscribe-to-engine.ts';
import { createAppStore } from '../stores/app-store.ts';
import { createFakeApi, type FakeWorld } from './fake-api.ts';
import { makeSettingsView } from './sample-data.ts';
import { scenarios, type ScenarioName } from './scenarios.ts';

// preview.html?scenario=busy&lang=zh-CN: the real window over a fake engine, for eyes and for axe
const query = new URLSearchParams(location.search);
const systemLanguage = query.get('lang') ?? 'en';
const name = query.get('scenario') ?? 'busy';
const isKnown = (candidate: string): candidate is ScenarioName => candidate in scenarios;
const scenario: FakeWorld = isKnown(name) ? scenarios[name] : {};
const fake = createFakeApi({ ...scenario, settings: { ...(scenario.settings ?? makeSettingsView()), systemLanguage } });
Object.assign(window, { fake });

const store = createAppStore();
startSubscription(fake.api, store);
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <AppProvider api={fake.api} store={store}>
        <App />
      </AppProvider>
    </StrictMode>,
  );
}
