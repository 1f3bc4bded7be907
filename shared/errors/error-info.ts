import type { ErrorCode } from './codes.ts';

/** An error as plain data: what crosses threads, processes and the wire. */
export interface ErrorInfo {
  readonly code: ErrorCode;
  /** Whose computer it happened on: `there` when the peer told us. */
  readonly at: 'here' | 'there';
  /** Bytes lacking, with STORAGE_FULL; absent elsewhere. */
  readonly shortBytes?: number;
}
