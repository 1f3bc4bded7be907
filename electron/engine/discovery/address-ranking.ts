import { isIP, isIPv6 } from 'node:net';
import { isLinkLocalIPv6, isLoopback, isOnLink, withoutZone, zonePart, type NetworkAddress } from './address-scope.ts';
import { formatAddress, normalizeHost, type HostPort } from './addresses.ts';

/** More addresses of one peer are not tried in one dial. */
const DIAL_MAX = 8;
const NEEDS_ROUTER = 100;

/** True for link-local addresses whose interface is not here (any more): they lead nowhere. */
function isDeadEnd(host: string, local: readonly NetworkAddress[]): boolean {
  if (!isLinkLocalIPv6(host)) return false;
  return zonePart(host) === undefined || !isDirectlyReachable(host, local);
}

/** True when one of our own networks leads to `host` without a router. Names and foreign addresses: false. */
export function isDirectlyReachable(host: string, local: readonly NetworkAddress[]): boolean {
  return local.some((address) => isOnLink(host, address));
}

/** Lower is better. Networks count in the order of `local`: cable before radio. */
function rank(host: string, local: readonly NetworkAddress[]): number {
  if (isLoopback(host)) return -1;
  const index = local.findIndex((address) => isOnLink(host, address));
  return index === -1 ? NEEDS_ROUTER : index;
}

/** Each address once, the first of equal ones, in its plainest spelling. */
export function uniqueAddresses(addresses: readonly HostPort[]): HostPort[] {
  const unique = new Map<string, HostPort>();
  for (const { host, port } of addresses) {
    const address = { host: isIP(withoutZone(host)) === 0 ? host : normalizeHost(host), port };
    const key = formatAddress(address);
    if (!unique.has(key)) unique.set(key, address);
  }
  return [...unique.values()];
}

/** First of each family in turn, so that one dead family costs one step of the race and not all. */
function interleave(addresses: readonly HostPort[]): HostPort[] {
  const first = addresses[0];
  if (first === undefined) return [];
  const isLike = (address: HostPort): boolean => isIPv6(withoutZone(address.host)) === isIPv6(withoutZone(first.host));
  const same = addresses.filter(isLike);
  const other = addresses.filter((address) => !isLike(address));
  return same.flatMap((address, index) => [address, ...other.slice(index, index + 1)]).concat(other.slice(same.length));
}

/**
 * The order to dial in (RFC 8305): our own networks first, cable before radio, IPv4 and IPv6 in turn; else as given.
 * Doubles and dead ends are left out; at most 8 remain.
 */
export function rankAddresses(addresses: readonly HostPort[], local: readonly NetworkAddress[]): HostPort[] {
  const usable = uniqueAddresses(addresses).filter(({ host }) => !isDeadEnd(host, local));
  const ranked = usable.toSorted((a, b) => rank(a.host, local) - rank(b.host, local));
  return interleave(ranked).slice(0, DIAL_MAX);
}
