import { readFileSync } from 'node:fs';

const COUNTERS = '/sys/class/net/lo/statistics';

/** Of each packet: IPv4 without options, and TCP with a time stamp, as Linux sends it. */
const HEADER_BYTES = 20 + 32;

/** What the loopback interface has carried since the system's start. */
export interface LoopbackCount {
  readonly bytes: number;
  readonly packets: number;
}

/** Null: not Linux. */
export function readLoopback(): LoopbackCount | null {
  try {
    return { bytes: readCounter('tx_bytes'), packets: readCounter('tx_packets') };
  } catch {
    // no such file here
    return null;
  }
}

const readCounter = (name: string): number => Number(readFileSync(`${COUNTERS}/${name}`, 'utf8'));

/**
 * What TCP carried between two counts, both directions together: TLS or SSH with all their records, acknowledgements of
 * the mover's own; without the headers of IP and TCP, and so without the acknowledgements of TCP.
 */
export function carriedBytes(before: LoopbackCount | null, after: LoopbackCount | null): number | null {
  if (!before || !after) return null;
  return after.bytes - before.bytes - (after.packets - before.packets) * HEADER_BYTES;
}
