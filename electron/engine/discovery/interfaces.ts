import type { NetworkInterfaceInfo } from 'node:os';
import { readInterfaces as askInterfaces, type RawInterfaces } from '../../system/ask-system.ts';
import { isLinkLocalIPv6, isOnLink, withoutZone, type NetworkAddress } from './address-scope.ts';

/** `addresses`: the list differs. `woke`: the computer slept; sockets and links may be dead without a word. */
export type InterfaceChange = 'addresses' | 'woke';

export interface InterfaceWatch {
  /** What is usable as of the last look, best first. */
  current(): readonly NetworkAddress[];
  /** Calls `listener` after each change until the returned function is called. */
  onChanged(listener: (change: InterfaceChange) => void): () => void;
  stop(): void;
}

export interface InterfaceWatchOptions {
  /** Only these addresses, exactly; `0.0.0.0` or `::` for all of a family; null: all of both. */
  readonly listen: readonly string[] | null;
  /** Only interfaces of these names; null: all. `listen`, being exact, wins over it. */
  readonly names?: readonly string[] | null;
  /** How often to look. Default 2,000: Node has no event for it, and one look costs 0.1 ms. */
  readonly intervalMs?: number;
  /** Default `os.networkInterfaces`. One that throws is a computer without any network, until it answers again. */
  readonly readInterfaces?: () => RawInterfaces;
}

const INTERVAL_MS = 2_000;
/** A timer this much later than planned means that the computer slept. */
const SLEEP_GAP_MS = 10_000;
/** Temporary IPv6 addresses pile up; more than these add nothing. */
const IPV6_MAX_PER_INTERFACE = 4;
const ADDRESSES_MAX = 32;
/** Apple's radio-to-radio links: never a network people share files on. */
const NEVER_USED = /^(awdl|llw|anpi)\d/;
/** Bridges and tunnels of containers, machines and VPNs: usable, but after real cards. */
const VIRTUAL =
  /^(docker|br-|bridge1\d\d|veth|virbr|vmnet|vmenet|vbox|lxc|lxd|podman|cni|flannel|tailscale|wg|tun|tap|utun|ipsec|ppp|zt)/i;
/** The same on Windows, where interfaces have whole names, some of them in the language of the system, and may be renamed. */
const VIRTUAL_WINDOWS =
  /vmware|virtualbox|hyper-v|zerotier|openvpn|wireguard|wintun|nordlynx|mullvad|proton ?vpn|hamachi|radmin|tap-windows|anyconnect|globalprotect|npcap|bluetooth|\bwsl\b|\bvpn\b|\* ?\d+$/i;
/** Radio comes after cable. */
const WIRELESS = /^(wl|wi-?fi|ath|ra\d)/i;

function toNetworkAddress(name: string, info: NetworkInterfaceInfo): NetworkAddress {
  const prefixLength = Number(info.cidr?.split('/')[1] ?? (info.family === 'IPv4' ? 32 : 128));
  const scopeId = info.family === 'IPv6' ? info.scopeid : 0;
  return {
    name,
    family: info.family,
    address: withoutZone(info.address),
    prefixLength,
    scopeId,
    isInternal: info.internal,
  };
}

function matchesEntry(entry: string, address: NetworkAddress): boolean {
  const wanted = withoutZone(entry);
  if (wanted === '0.0.0.0' || wanted === '::') {
    return !address.isInternal && (address.family === 'IPv4') === (wanted === '0.0.0.0');
  }
  return isSameAddress(entry, address);
}

/** Whatever the spelling. The zone of a link-local address, where one is given, must fit. */
export function isSameAddress(host: string, address: NetworkAddress): boolean {
  return isOnLink(host, { ...address, prefixLength: address.family === 'IPv4' ? 32 : 128 });
}

/** Lower is better: real before virtual, cable before radio, IPv4 before IPv6, routable before link-local. */
function rank({ name, family, address }: NetworkAddress): number {
  const isVirtual = VIRTUAL.test(name) || VIRTUAL_WINDOWS.test(name);
  const card = isVirtual ? 2 : WIRELESS.test(name) ? 1 : 0;
  const kind = family === 'IPv4' ? 0 : isLinkLocalIPv6(address) ? 2 : 1;
  return card * 3 + kind;
}

function limitPerInterface(addresses: readonly NetworkAddress[]): NetworkAddress[] {
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  return addresses.filter(({ name, family, address, scopeId }) => {
    const key = `${address}%${scopeId}`;
    const count = counts.get(name) ?? 0;
    // a bridge and its member may both list the address: one is enough
    if (seen.has(key) || (family === 'IPv6' && count >= IPV6_MAX_PER_INTERFACE)) return false;
    seen.add(key);
    if (family === 'IPv6') counts.set(name, count + 1);
    return true;
  });
}

/** Everything that the system lists, but for what nobody shares files on. */
export function listAddresses(raw: RawInterfaces): NetworkAddress[] {
  return Object.entries(raw)
    .filter(([name]) => !NEVER_USED.test(name))
    .flatMap(([name, infos]) => (infos ?? []).map((info) => toNetworkAddress(name, info)));
}

/** Picks what may be used out of what the system lists, best first. */
export function selectAddresses(
  raw: RawInterfaces,
  listen: readonly string[] | null,
  names: readonly string[] | null = null,
): NetworkAddress[] {
  const isNamed = ({ name, isInternal }: NetworkAddress): boolean =>
    !isInternal && (names === null || names.includes(name));
  const allowed = listAddresses(raw).filter((address) =>
    listen === null ? isNamed(address) : listen.some((entry) => matchesEntry(entry, address)),
  );
  const ranked = allowed.toSorted((a, b) => rank(a) - rank(b));
  return limitPerInterface(ranked).slice(0, ADDRESSES_MAX);
}

/** Looks at the network interfaces now and then every `intervalMs`; does not keep the process alive. */
export function startInterfaceWatch(options: InterfaceWatchOptions): InterfaceWatch {
  const { listen, names, intervalMs = INTERVAL_MS } = options;
  const select = (): NetworkAddress[] => selectAddresses(askInterfaces(options.readInterfaces), listen, names);
  const listeners = new Set<(change: InterfaceChange) => void>();
  let addresses = select();
  // not a monotonic clock: those stand still while the computer sleeps
  let lookedAtMs = Date.now();

  const look = (): void => {
    const gapMs = Date.now() - lookedAtMs - intervalMs;
    lookedAtMs = Date.now();
    const next = select();
    const isChanged = JSON.stringify(next) !== JSON.stringify(addresses);
    addresses = next;
    if (gapMs > SLEEP_GAP_MS) tell('woke');
    else if (isChanged) tell('addresses');
  };
  const tell = (change: InterfaceChange): void => {
    for (const listener of [...listeners]) listener(change);
  };
  const timer = setInterval(look, intervalMs);
  timer.unref();

  return {
    current: () => addresses,
    onChanged: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: () => {
      clearInterval(timer);
      listeners.clear();
    },
  };
}
