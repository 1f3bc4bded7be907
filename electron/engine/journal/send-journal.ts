import type { ErrorCode } from '../../../shared/errors/codes.ts';
import type { PeerId, TransferId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { IndexRange } from '../../../shared/model/offer.ts';
import type { Journal, LoadedJournal } from './journal.ts';

/** Things dropped at once. */
export const MAX_PATHS = 10_000;
/** Files named to be sent alone. */
export const MAX_ONLY = 5_000;

/** What the user wants to send, and to whom. */
export interface SendHeader {
  readonly transferId: TransferId;
  readonly peerId: PeerId;
  readonly peerName: string;
  /** Absolute, as dropped; at most 10,000. */
  readonly paths: readonly string[];
  /** Only these files are sent, as the manifest names them; at most 5,000. Absent: all. */
  readonly only?: readonly string[] | undefined;
  /** Names of what was dropped with them and has no path; at most 10,000. Absent: none. */
  readonly withoutPath?: readonly string[] | undefined;
  readonly title: string;
  readonly itemCount: number;
  /** Unix time. */
  readonly createdAtMs: number;
}

/** Something under the dropped paths that is not sent, and why. */
interface LeftOut {
  readonly path: string;
  readonly status: 'skipped' | 'failed';
  readonly code: ErrorCode;
}

/** All that was found under the dropped paths. */
export interface SendManifest {
  readonly entries: readonly ManifestEntry[];
  /** Absolute, one for each entry. */
  readonly sourcePaths: readonly string[];
  /** Of each source; null: not known. Absent: of none. */
  readonly inodes?: readonly (bigint | null)[];
  readonly leftOut: readonly LeftOut[];
}

/** Where a transfer that is being sent stood when the app last wrote it down. `new`: not accepted yet. */
type SendJournalState = 'new' | 'accepted' | 'paused' | 'cancelled';

/** The journal of a transfer that is being sent. */
export interface SendJournal extends Journal<SendJournalState> {
  /**
   * Keeps all that was found under the dropped paths, in place of an earlier list. To be called before the offer is
   * made, and not while it still runs. Of more than 200,000 things left out the rest is not kept.
   */
  noteManifest(manifest: SendManifest): Promise<void>;
  /** The yes came; the state is `accepted` then. */
  noteAccepted(acceptedAtMs: number, skip: readonly IndexRange[]): Promise<void>;
  /** What the receiver said of an entry; 0: in place. Written within a moment; the last one counts. */
  noteSettled(index: number, code: ErrorCode | 0, sha256?: string | null): void;
  /** How much the receiver had. Written within a moment; the last one counts. */
  noteProgress(bytesDone: number): void;
  /** Its place in the line to its peer. Written within a moment; the last one counts. */
  noteRank(rank: number): void;
}

/** What is known of every journal at the start of the app. */
export interface SendSummary {
  /** No version of the app wrote that sending finished or expired: the journal is removed then. */
  readonly state: SendJournalState | 'finished' | 'expired';
  /** Bytes that the receiver had, as it said last; 0: nobody knows. */
  readonly bytesDone: number;
  /** Unix time; null: not accepted yet. */
  readonly acceptedAtMs: number | null;
  /** Place in the line to its peer, smaller first; null: it was never moved. */
  readonly rank: number | null;
}

/** What the receiver said of an entry; 0: it is in place. */
export interface SettledEntry {
  readonly code: ErrorCode | 0;
  /** null: not known. */
  readonly sha256: string | null;
}

/** What is read of a journal when its transfer is to go on. */
export interface SendContent {
  /** null: the dropped folders were not read to their end; they are to be read again. */
  readonly manifest: SendManifest | null;
  /** Entries that the receiver did not want. */
  readonly skip: readonly IndexRange[];
  readonly settled: ReadonlyMap<number, SettledEntry>;
  readonly hasLostNotes: boolean;
}

export type LoadedSend = LoadedJournal<SendHeader, SendContent, SendJournal> & SendSummary;
