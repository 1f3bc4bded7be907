import type { LanyardError } from '../../../../shared/errors/lanyard-error.ts';
import type { IndexRange } from '../../../../shared/model/offer.ts';
import type { ReceiveJournal } from '../../journal/receive-journal.ts';
import type { Log } from '../../log.ts';
import type { InboxTransfer } from '../../storage/inbox.ts';
import type { BusyCount } from '../busy-count.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import type { TransferRecord } from '../list/transfer-record.ts';

/** What was agreed; the same over all connections and restarts. */
export interface ReceiveTerms {
  readonly record: TransferRecord;
  /** Absolute: where the user wants it. */
  readonly directory: string;
  /** Entries not wanted. */
  readonly skip: readonly IndexRange[];
  /** Indexes of the wanted files, ascending. */
  readonly files: readonly number[];
  /** Of the wanted files. */
  readonly totalBytes: number;
}

/** How an earlier run left it. */
export interface ReceivePast {
  /** Why it does not go on by itself. */
  readonly paused: LanyardError | null;
  /** Unix time; null: now. */
  readonly quietSinceMs: number | null;
}

/** A transfer that is received, for what looks after all of them. */
export interface LiveReceive {
  readonly record: TransferRecord;
  readonly terms: ReceiveTerms;
  /** Its writer; another one after each time that the notes were read. */
  journal: ReceiveJournal;
}

export interface ReceivedTransferDeps {
  /** Of all that is received. */
  readonly limiter: RateLimiter;
  readonly busy: BusyCount;
  /**
   * Opens the folder again with what is left in staging; `checked`: after looking at every byte of it.
   *
   * @throws StorageError as `openInbox`; STORAGE_FULL when what is missing finds no room
   */
  readonly reopen: (
    intake: LiveReceive,
    how: 'checked' | 'to-discard',
    isStopped: () => boolean,
  ) => Promise<InboxTransfer>;
  /** Removes what is in staging, and nothing else. */
  readonly dropStaging: (intake: LiveReceive) => Promise<void>;
  /** Tells the sender that it may go on, or that it was cancelled. Fails silently: a sender asks when it sees us again. */
  readonly tell: (intake: LiveReceive, what: 'ready' | 'cancel') => void;
  /** All is in place; the receipt may be lost yet. */
  readonly onFinished: (intake: LiveReceive) => void;
  /** It is over and the sender knows, or will never ask. */
  readonly onForgotten: (intake: LiveReceive) => void;
  readonly log: Log;
}
