import type { LanyardApi } from '../../electron/preload/api.ts';

declare global {
  interface Window {
    /** Put there by the preload. Missing when the page is opened outside the app. */
    readonly lanyard?: LanyardApi;
  }
}

export type { LanyardApi };

/** The one way out of the page. Throws when the preload did not run: nothing would work then. */
export function lanyardApi(): LanyardApi {
  if (window.lanyard === undefined) throw new Error('bug: the preload did not run');
  return window.lanyard;
}
