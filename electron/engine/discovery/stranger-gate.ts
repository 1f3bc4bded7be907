import { createTokenBuckets } from './token-buckets.ts';

/** Presence links that strangers at one address open. An honest one opens one, and again when it was cut. */
const LINKS = { perSec: 2, burst: 24 } as const;
/** Devices never met before, at one address: several users of one computer, virtual machines, a small NAT. */
const NEW_DEVICES = { perSec: 1 / 15, burst: 16 } as const;
/** The same over all addresses, which cost nobody anything with IPv6: a lecture hall that comes in at once. */
const NEW_DEVICES_IN_ALL = { perSec: 1, burst: 64 } as const;
/** Links that one device opens which the user has dealt with: its place is its own, whatever strangers do. */
const KNOWN_LINKS = { perSec: 2, burst: 24 } as const;

/**
 * Keys are free, so a stranger can be three hundred devices a minute. Decides of each presence link whether it is worth
 * a tile: so many new devices of an address and in all, so many links of an address. Whom the user has dealt with does
 * not compete with strangers.
 */
export function createStrangerGate() {
  const links = createTokenBuckets(() => LINKS);
  const newDevices = createTokenBuckets(() => NEW_DEVICES);
  const newDevicesInAll = createTokenBuckets(() => NEW_DEVICES_IN_ALL);
  const knownLinks = createTokenBuckets(() => KNOWN_LINKS);

  return {
    admitsKnown: (peerId: string): boolean => knownLinks.take(peerId),
    admitsStranger: (host: string, isNew: boolean): boolean =>
      links.take(host) && (!isNew || (newDevices.take(host) && newDevicesInAll.take(''))),
  };
}
