import { createContext, use, useMemo, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { AppState, AppStore } from '../stores/app-store.ts';
import { createCommands, type Commands } from './commands.ts';
import type { LanyardApi } from './lanyard-api.ts';

interface AppContextValue {
  readonly api: LanyardApi;
  readonly store: AppStore;
  readonly commands: Commands;
}

const AppContext = createContext<AppContextValue | null>(null);

interface AppProviderProps {
  readonly api: LanyardApi;
  readonly store: AppStore;
  readonly children: ReactNode;
}

/** Gives everything below the store, the commands and, for paged lists, the API. */
export function AppProvider({ api, store, children }: AppProviderProps) {
  const value = useMemo(() => ({ api, store, commands: createCommands(api, store) }), [api, store]);
  return <AppContext value={value}>{children}</AppContext>;
}

function useAppContext(): AppContextValue {
  const value = use(AppContext);
  if (value === null) throw new Error('bug: no AppProvider above');
  return value;
}

/** Subscribes to what `selector` picks. */
export function useApp<T>(selector: (state: AppState) => T): T {
  return useStore(useAppContext().store, selector);
}

/** For event handlers: reads and changes without subscribing. */
export function useAppStore(): AppStore {
  return useAppContext().store;
}

export function useCommands(): Commands {
  return useAppContext().commands;
}

export function useApi(): LanyardApi {
  return useAppContext().api;
}
