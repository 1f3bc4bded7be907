import { readInterfaces as askInterfaces, type RawInterfaces } from '../../system/ask-system.ts';
import { isDirectlyReachable } from './address-ranking.ts';
import { isLoopback } from './address-scope.ts';
import { normalizeHost } from './addresses.ts';
import { isSameAddress, listAddresses } from './interfaces.ts';

/** The two ends of a TCP connection that somebody opened to us, as a socket gives them. */
type SocketEnds = Partial<Record<'localAddress' | 'remoteAddress', string | undefined>>;

/**
 * Tells of a connection whether it came over one of the interfaces of these names, by their addresses at that moment.
 * Connections within this computer always pass. Not a firewall: the system answers on one interface for the address
 * of another, so a caller next to us on an interface that is not used is refused as well.
 */
export function createInterfaceGate(
  names: readonly string[],
  readInterfaces?: () => RawInterfaces,
): (socket: SocketEnds) => boolean {
  return ({ localAddress = '', remoteAddress = '' }) => {
    const local = normalizeHost(localAddress);
    if (isLoopback(local)) return true;
    const all = listAddresses(askInterfaces(readInterfaces));
    const used = all.filter(({ name }) => names.includes(name));
    const unused = all.filter(({ name }) => !names.includes(name));
    if (!used.some((address) => isSameAddress(local, address))) return false;
    const remote = normalizeHost(remoteAddress);
    return isDirectlyReachable(remote, used) || !isDirectlyReachable(remote, unused);
  };
}
