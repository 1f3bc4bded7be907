import type { ErrorCode } from '../../../shared/errors/codes.ts';
import type { PeerId, TransferId } from '../../../shared/model/ids.ts';
import type { LeftOut } from '../../../shared/model/left-out.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { IndexRange } from '../../../shared/model/offer.ts';
import type { ExistingChoice } from '../../../shared/model/settings.ts';
import type { ReceiveNotes, ReceiveState } from '../storage/receive-notes.ts';
import type { Journal, LoadedJournal } from './journal.ts';

/** What was accepted, from whom, and where it goes. */
export interface ReceiveHeader {
  readonly transferId: TransferId;
  readonly peerId: PeerId;
  readonly peerName: string;
  /** Absolute path of the folder that receives. */
  readonly directory: string;
  /** Entries that were not wanted. */
  readonly skip: readonly IndexRange[];
  readonly existing: ExistingChoice;
  /** Files for which `existing` is the other way round. */
  readonly exceptions: readonly IndexRange[];
  /** What the sender said that it did not offer. Absent: nothing. */
  readonly leftOut?: LeftOut;
  /** Unix time. */
  readonly startedAtMs: number;
  readonly acceptedAtMs: number;
  /** Of the accepted files. */
  readonly totalBytes: number;
}

/**
 * Where a transfer that is being received stood when the app last wrote it down. `expired`: the sender stayed away for
 * too long; `failed`: it ended for another reason, which is the error of the state.
 */
export type ReceiveJournalState = 'active' | 'paused' | 'cancelled' | 'finished' | 'expired' | 'failed';

/** The journal of a transfer that is being received. */
export interface ReceiveJournal extends Journal<ReceiveJournalState, ErrorCode | null>, ReceiveNotes {
  /** The file failed; a later `notePlaced` counts more. Written like `noteBlock`. */
  noteFailed(index: number, code: ErrorCode): void;
}

/** What is known of every journal at the start of the app. */
export interface ReceiveSummary {
  readonly state: ReceiveJournalState;
  readonly stateError: ErrorCode | null;
}

/** What is read of a journal when its transfer is to go on. */
export interface ReceiveContent {
  readonly entries: readonly ManifestEntry[];
  readonly noted: ReceiveState;
  /** Files that failed and are not in place, and why. */
  readonly failed: ReadonlyMap<number, ErrorCode>;
}

export type LoadedReceive = LoadedJournal<ReceiveHeader, ReceiveContent, ReceiveJournal> & ReceiveSummary;
