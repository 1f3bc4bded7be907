import { onTestFinished, vi } from 'vitest';

/**
 * Until the test ends no timeout that this process sets from now on comes: what happens all the same does not happen
 * because somebody waited long enough. Sockets, files and intervals go on.
 */
export function stopClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}
