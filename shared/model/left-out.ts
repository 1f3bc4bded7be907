import type { ErrorCode } from '../errors/codes.ts';

/** What a sender was to send and did not even offer, as it tells it to the receiver. */
export interface LeftOut {
  readonly count: number;
  /** The first of them, at most 100. */
  readonly listed: readonly {
    /** As the sender shows it; it opens nothing anywhere. */
    readonly path: string;
    readonly code: ErrorCode;
  }[];
}

export const NOTHING_LEFT_OUT: LeftOut = { count: 0, listed: [] };
