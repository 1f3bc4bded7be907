import type { PeerId } from '../../../shared/model/ids.ts';
import { formatAddress, type HostPort } from './addresses.ts';

/** More announced devices than these are not believed; the one not heard of longest goes. */
const PEERS_MAX = 256;
const ADDRESSES_MAX = 16;

interface Entry {
  readonly addresses: ReadonlyMap<string, { readonly address: HostPort; readonly expiresAtMs: number }>;
  readonly expiresAtMs: number;
  readonly timer: NodeJS.Timeout;
}

/** Who announced itself lately. Calls `onGone` once for each that expired, said goodbye or had to make room. */
export function createAnnouncedPeers(onGone: (peerId: PeerId) => void) {
  // least recently heard first: a Map keeps the order of insertion
  const entries = new Map<PeerId, Entry>();

  const forgetPeer = (peerId: PeerId): boolean => {
    clearTimeout(entries.get(peerId)?.timer);
    return entries.delete(peerId);
  };
  const drop = (peerId: PeerId): void => {
    if (forgetPeer(peerId)) onGone(peerId);
  };

  return {
    /**
     * Notes that it was heard; `onGone` is called when `ttlMs` passes without another word.
     * @returns all addresses heard within their time, on whatever interface, the latest first; at most 16
     */
    note: (peerId: PeerId, addresses: readonly HostPort[], ttlMs: number): readonly HostPort[] => {
      const nowMs = performance.now();
      const expiresAtMs = nowMs + ttlMs;
      const heard = addresses.map((address) => [formatAddress(address), { address, expiresAtMs }] as const);
      const fresh = new Map(heard);
      for (const [key, older] of entries.get(peerId)?.addresses ?? []) {
        if (older.expiresAtMs > nowMs && !fresh.has(key) && fresh.size < ADDRESSES_MAX) fresh.set(key, older);
      }
      forgetPeer(peerId);
      const timer = setTimeout(() => drop(peerId), ttlMs).unref();
      entries.set(peerId, { addresses: fresh, expiresAtMs, timer });
      const [oldest = peerId] = entries.keys();
      if (entries.size > PEERS_MAX) drop(oldest);
      return [...fresh.values()].map(({ address }) => address);
    },
    /** It said goodbye. */
    drop,
    /** Those with more than half of `fullTtlMs` left, freshest first. */
    fresh: (fullTtlMs: number) =>
      [...entries]
        .map(([peerId, { expiresAtMs }]) => ({ peerId, leftMs: expiresAtMs - performance.now() }))
        .filter(({ leftMs }) => leftMs > fullTtlMs / 2)
        .map(({ peerId, leftMs }) => ({ peerId, ttlSec: Math.floor(leftMs / 1_000) }))
        .reverse(),
    stop: (): void => {
      for (const peerId of [...entries.keys()]) forgetPeer(peerId);
    },
  };
}
