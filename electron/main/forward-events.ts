import type { BrowserWindow } from 'electron';
import { assertNever } from '../../shared/errors/assert.ts';
import type { StateEvent } from './engine-state.ts';
import { broadcast } from './ipc-main.ts';

/** Tells the page what the engine said. */
export function forwardEvent(windows: readonly BrowserWindow[], event: StateEvent): void {
  switch (event.type) {
    case 'self':
      return broadcast(windows, 'self:changed', event.self);
    case 'peers':
      return broadcast(windows, 'peers:changed', { changed: event.changed, removed: event.removed });
    case 'offers':
      return broadcast(windows, 'offers:changed', event.offers);
    case 'transfers':
      return broadcast(windows, 'transfers:changed', event.transfers);
    case 'removed':
      return broadcast(windows, 'transfers:removed', event.transferIds);
    case 'test':
      return broadcast(windows, 'test:changed', event.test);
    case 'engine':
      return broadcast(windows, 'engine:changed', event.error);
    default:
      return assertNever(event);
  }
}
