import { isIP, isIPv6 } from 'node:net';
import { PeerError } from '../../../shared/errors/lanyard-error.ts';
import { DEFAULT_PORT } from '../../../shared/protocol/constants.ts';

/** Where to dial. IPv6 without brackets; link-local IPv6 with its zone (`fe80::1%eth0`). */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Longest DNS name, RFC 1035 2.3.4; nothing typed needs more. */
const HOST_MAX_CHARS = 253;
const HOST_NAME = /^(?!-)[\p{L}\p{N}_-]{1,63}(?<!-)(\.(?!-)[\p{L}\p{N}_-]{1,63}(?<!-))*\.?$/u;
/** Only digits and dots: people mean an IPv4 address, resolvers would take `10.1` for 10.0.0.1. */
const LOOKS_LIKE_IPV4 = /^[\d.]+$/;
const ZONE = /^[\w.-]{1,64}$/;

function notAnAddress(text: string): PeerError {
  return new PeerError('PEER_ADDRESS_NOT_FOUND', 'not an address', { context: { address: text.slice(0, 80) } });
}

function isIPv6WithZone(host: string): boolean {
  const [address = '', zone, ...rest] = host.split('%');
  return isIPv6(address) && rest.length === 0 && (zone === undefined || ZONE.test(zone));
}

function isHost(host: string): boolean {
  if (host.length > HOST_MAX_CHARS) return false;
  if (isIPv6WithZone(host)) return true;
  return LOOKS_LIKE_IPV4.test(host) ? isIP(host) === 4 : HOST_NAME.test(host);
}

function splitPort(text: string): { host: string; portText: string | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/s.exec(text);
  // brackets are for IPv6 only: what stands in them must have a colon
  if (bracketed) return { host: bracketed[1]?.includes(':') ? bracketed[1] : '', portText: bracketed[2] };
  const colon = text.indexOf(':');
  if (colon === -1 || text.includes(':', colon + 1)) return { host: text, portText: undefined };
  return { host: text.slice(0, colon), portText: text.slice(colon + 1) };
}

/**
 * Reads what a person types: `host`, `host:port`, `[v6]:port`, `v6`, IPv6 with a zone; spaces around it do not matter.
 *
 * @returns the host as typed, in lower case where case means nothing; port 53420 when none was given
 * @throws {@link PeerError} PEER_ADDRESS_NOT_FOUND when it is none of these
 */
export function parseAddress(text: string): HostPort {
  const { host, portText } = splitPort(text.trim());
  if (!isHost(host)) throw notAnAddress(text);
  if (portText !== undefined && !/^\d{1,5}$/.test(portText)) throw notAnAddress(text);
  const port = portText === undefined ? DEFAULT_PORT : Number(portText);
  if (!isPort(port)) throw notAnAddress(text);
  return { host: host.includes('%') ? host : host.toLowerCase(), port };
}

/** True for a port that can be dialled. */
export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

/** `host:port`, with brackets around IPv6. `parseAddress` reads it back. */
export function formatAddress({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The form two spellings of one address share: IPv4 out of `::ffff:`, lower case but for the zone. */
export function normalizeHost(host: string): string {
  const [address = '', zone] = host.split('%');
  const plain = address.toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  return mapped ?? (zone === undefined ? plain : `${plain}%${zone}`);
}
