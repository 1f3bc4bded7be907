import { isLoopback, isOnLink, type NetworkAddress } from './address-scope.ts';
import { createTokenBuckets } from './token-buckets.ts';

/** Longest packet, RFC 6762 17. */
const PACKET_MAX_BYTES = 9_000;
const HEADER_BYTES = 12;
/** Records and questions in one packet. A decoder's work grows with them; ours have 5 to 40. */
const ENTRIES_MAX = 256;
/** Packets a second taken from one address. */
const RATE_PER_SEC = 10;
/** On loopback every instance of this computer has the same address. */
const LOOPBACK_RATE_PER_SEC = 200;
/** An honest start (three announcements, some questions) comes at once. */
const BURST_SEC = 3;
function countEntries(bytes: Uint8Array): number {
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  return header.getUint16(4) + header.getUint16(6) + header.getUint16(8) + header.getUint16(10);
}

/**
 * Decides, before anything is decoded, whether a packet is worth it. Admits packets of sane size, from the link they
 * were heard on (RFC 6762 11), and of each source not more than a bucket gives. The link matters also because Linux
 * hands a multicast socket the packets of every interface that anybody on the computer has joined.
 */
export function createPacketGate() {
  const buckets = createTokenBuckets((source) => {
    const perSec = isLoopback(source) ? LOOPBACK_RATE_PER_SEC : RATE_PER_SEC;
    return { perSec, burst: perSec * BURST_SEC };
  });

  return {
    admits: (bytes: Uint8Array, source: string, local: readonly NetworkAddress[]): boolean =>
      bytes.length >= HEADER_BYTES &&
      bytes.length <= PACKET_MAX_BYTES &&
      countEntries(bytes) <= ENTRIES_MAX &&
      local.some((address) => isOnLink(source, address)) &&
      buckets.take(source),
  };
}
