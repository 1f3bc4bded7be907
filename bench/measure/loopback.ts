import { readFileSync } from 'node:fs';

/** Of each packet: IPv4 without options, and TCP with a time stamp, as Linux sends it. */
const HEADER_BYTES = 20 + 32;

/** What the loopback interface has carried since the system's start. */
export interface LoopbackCount {
  readonly bytes: number;
  readonly packets: number;
}

/** Of the network namespace that this runs in. Null: not Linux. */
export function readLoopback(): LoopbackCount | null {
  try {
    return parseLoopback(readFileSync('/proc/self/net/dev', 'utf8'));
  } catch {
    // no such file here
    return null;
  }
}

/** From the table of interfaces; null: there is no loopback in it. */
export function parseLoopback(table: string): LoopbackCount | null {
  // received: what is sent on loopback is received
  const [, bytes, packets] = /^\s*lo:\s*(\d+)\s+(\d+)/m.exec(table) ?? [];
  return bytes === undefined ? null : { bytes: Number(bytes), packets: Number(packets) };
}

/**
 * What TCP carried between two counts, both directions together: TLS or SSH with all their records, acknowledgements of
 * the mover's own; without the headers of IP and TCP, and so without the acknowledgements of TCP.
 */
export function carriedBytes(before: LoopbackCount | null, after: LoopbackCount | null): number | null {
  if (!before || !after) return null;
  return after.bytes - before.bytes - (after.packets - before.packets) * HEADER_BYTES;
}
