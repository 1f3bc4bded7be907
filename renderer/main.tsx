import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { AppProvider } from './bridge/app-context.tsx';
import { lanyardApi } from './bridge/lanyard-api.ts';
import { startSubscription } from './bridge/subscribe-to-engine.ts';
import { createAppStore } from './stores/app-store.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('bug: no root element');

const api = lanyardApi();
const store = createAppStore();
startSubscription(api, store);

createRoot(root).render(
  <StrictMode>
    <AppProvider api={api} store={store}>
      <App />
    </AppProvider>
  </StrictMode>,
);
