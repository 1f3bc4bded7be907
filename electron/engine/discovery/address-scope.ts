import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** One address of this computer that we may use. */
export interface NetworkAddress {
  /** Of the interface, as the system calls it: `eth0`, `Wi-Fi`. */
  readonly name: string;
  readonly family: 'IPv4' | 'IPv6';
  /** Without zone. */
  readonly address: string;
  readonly prefixLength: number;
  /** Of link-local IPv6; 0 elsewhere. */
  readonly scopeId: number;
  readonly isInternal: boolean;
}

function blockList(...subnets: readonly (readonly [net: string, prefix: number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, isIPv4(net) ? 'ipv4' : 'ipv6');
  return list;
}

const LOOPBACK = blockList(['127.0.0.0', 8], ['::1', 128]);
const LINK_LOCAL = blockList(['169.254.0.0', 16], ['fe80::', 10]);
/** Never leaves a site: RFC 1918, RFC 6598 (carrier and VPN), RFC 4193. */
const PRIVATE = blockList(['10.0.0.0', 8], ['172.16.0.0', 12], ['192.168.0.0', 16], ['100.64.0.0', 10], ['fc00::', 7]);

function contains(list: BlockList, host: string): boolean {
  const address = withoutZone(host);
  if (isIPv4(address)) return list.check(address, 'ipv4');
  return isIPv6(address) && list.check(address, 'ipv6');
}

/** `fe80::1%eth0` → `fe80::1` */
export function withoutZone(host: string): string {
  return host.split('%', 1)[0] ?? host;
}

/** `fe80::1%eth0` → `eth0` */
export function zonePart(host: string): string | undefined {
  return host.split('%')[1];
}

export function isLoopback(host: string): boolean {
  return contains(LOOPBACK, host);
}

export function isLinkLocalIPv6(host: string): boolean {
  return isIPv6(withoutZone(host)) && contains(LINK_LOCAL, host);
}

/** Addresses that a network does not route to the world: what a local announcement may honestly point to. */
export function isSiteLocal(host: string): boolean {
  return contains(PRIVATE, host) || contains(LINK_LOCAL, host);
}

/**
 * How link-local IPv6 addresses of this interface end: `%eth0`, on Windows `%12`.
 * Undefined where it cannot be told (Windows, no link-local address listed).
 */
export function zoneOf(addresses: readonly NetworkAddress[], platform = process.platform): string | undefined {
  if (platform !== 'win32') return addresses[0]?.name;
  const scopeId = addresses.find((one) => one.scopeId !== 0)?.scopeId;
  return scopeId === undefined ? undefined : String(scopeId);
}

/** True when `host` can be reached from `local` without a router. The zone of a link-local address must fit. */
export function isOnLink(host: string, local: NetworkAddress): boolean {
  const zone = zonePart(host);
  if (zone !== undefined && zone !== local.name && zone !== String(local.scopeId)) return false;
  const list = new BlockList();
  list.addSubnet(local.address, local.prefixLength, local.family === 'IPv4' ? 'ipv4' : 'ipv6');
  return contains(list, host);
}
