import type { ErrorInfo } from '../errors/error-info.ts';
import type { PeerId } from './ids.ts';

/** What is being measured, in this order. */
export const TEST_STEPS = ['connecting', 'round-trip', 'sending', 'receiving', 'disk-here', 'disk-there'] as const;
type TestStep = (typeof TEST_STEPS)[number];

/** How long a question and its answer take. Milliseconds. */
export interface RoundTrip {
  readonly medianMs: number;
  /** Mean difference of one to the next. */
  readonly jitterMs: number;
}

/** How fast bytes from memory to memory went. */
export interface Throughput {
  readonly bytesPerSec: number;
  /** A limit on speed is set on either side: without it there may be more. */
  readonly isLimited: boolean;
  /** This computer's processor had no rest: a network may carry more. */
  readonly isProcessorBound: boolean;
}

/** How fast the disk of an inbox is, everything flushed. */
export interface DiskSpeed {
  readonly writeBytesPerSec: number;
  /** Null: this system reads from memory what was just written. */
  readonly readBytesPerSec: number | null;
  /** Small files made in a second. */
  readonly filesPerSec: number;
}

/** A test of the connection to one device. Replaced as a whole on every change; what is not measured (yet) is null. */
export interface ConnectionTest {
  readonly peerId: PeerId;
  /** Null: it has ended. */
  readonly step: TestStep | null;
  readonly roundTrip: RoundTrip | null;
  readonly send: Throughput | null;
  readonly receive: Throughput | null;
  readonly diskHere: DiskSpeed | null;
  readonly diskThere: DiskSpeed | null;
  /** Why a disk could not be measured. */
  readonly diskHereError: ErrorInfo | null;
  readonly diskThereError: ErrorInfo | null;
  /** Files moved here or there meanwhile: they had their share of all of it. */
  readonly isShared: boolean;
  /** Why it ended before its end. */
  readonly error: ErrorInfo | null;
}

export function newTest(peerId: PeerId): ConnectionTest {
  return {
    peerId,
    step: 'connecting',
    roundTrip: null,
    send: null,
    receive: null,
    diskHere: null,
    diskThere: null,
    diskHereError: null,
    diskThereError: null,
    isShared: false,
    error: null,
  };
}
