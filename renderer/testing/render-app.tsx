import { render, screen } from '@testing-library/react';
import { App } from '../app.tsx';
import { AppProvider } from '../bridge/app-context.tsx';
import { startSubscription } from '../bridge/subscribe-to-engine.ts';
import { createAppStore, type AppStore } from '../stores/app-store.ts';
import { createFakeApi, type FakeApi, type FakeWorld } from './fake-api.ts';

interface RenderedApp extends FakeApi {
  readonly store: AppStore;
  /** Arguments of every call of `name`, in order. */
  readonly callsOf: (name: FakeApi['calls'][number][0]) => readonly unknown[][];
}

/** The whole window over a fake engine; resolves when the first snapshot is drawn. */
export async function renderApp(world: FakeWorld = {}): Promise<RenderedApp> {
  const fake = createFakeApi(world);
  const store = createAppStore();
  startSubscription(fake.api, store);
  render(
    <AppProvider api={fake.api} store={store}>
      <App />
    </AppProvider>,
  );
  if (!world.engineError) await screen.findByText('Nearby');
  const callsOf: RenderedApp['callsOf'] = (name) =>
    fake.calls.filter((call) => call[0] === name).map(([, ...args]) => [...args]);
  return { ...fake, store, callsOf };
}
