import { LanyardError } from '../../../shared/errors/lanyard-error.ts';
import type { PeerId } from '../../../shared/model/ids.ts';
import { formatAddress, type HostPort } from './addresses.ts';

const BACK_OFF_MAX_MS = 30_000;

/** Dials given addresses, of whose owners nothing is known yet, again and again: after 1, 2, 4 … 30 s. */
export function createManualDialler(dialOnce: (address: HostPort) => Promise<PeerId>) {
  const timers = new Map<string, NodeJS.Timeout | null>();
  let isStopped = false;

  const attempt = async (address: HostPort, failures: number): Promise<void> => {
    const key = formatAddress(address);
    timers.set(key, null);
    try {
      await dialOnce(address);
      timers.delete(key);
    } catch (error) {
      const isHopeless = error instanceof LanyardError && error.code === 'PEER_IS_SELF';
      if (isHopeless || isStopped) return void timers.delete(key);
      const delayMs = Math.min(BACK_OFF_MAX_MS, 1_000 * 2 ** failures);
      timers.set(key, setTimeout(() => void attempt(address, Math.min(failures + 1, 5)), delayMs).unref());
    }
  };

  return {
    /** Dials until somebody answers; an address that is being dialled already is not dialled twice. */
    keepDialling: (address: HostPort): void => {
      if (!isStopped && !timers.has(formatAddress(address))) void attempt(address, 0);
    },
    stop: (): void => {
      isStopped = true;
      for (const timer of timers.values()) if (timer) clearTimeout(timer);
      timers.clear();
    },
  };
}
