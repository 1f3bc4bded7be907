import type { ErrorInfo } from '../errors/error-info.ts';
import type { PeerId, TransferId } from './ids.ts';
import type { LeftOut } from './left-out.ts';
import type { EntryKind } from './transfer.ts';
import type { Platform } from './peer.ts';
import type { ExistingNames } from './settings.ts';

/** A complete offer that waits for this user's answer. */
export interface Offer {
  readonly transferId: TransferId;
  readonly peerId: PeerId;
  readonly peerName: string;
  readonly peerPlatform: Platform;
  readonly fingerprintWords: readonly string[];
  readonly fileCount: number;
  readonly directoryCount: number;
  readonly totalBytes: number;
  /** All entries, files and folders: the length of the list behind `offers:entries`. */
  readonly entryCount: number;
  /** What its sender was to send and did not offer. */
  readonly leftOut: LeftOut;
  readonly destination: Destination;
  /** Why it can't be accepted as things stand (folder full, gone, read-only); null: nothing. */
  readonly problem: ErrorInfo | null;
  /** Things at the top of the offer whose names stand at the destination already. */
  readonly existingCount: number;
  /** What the settings say about names that are taken. */
  readonly existingNames: ExistingNames;
  /** What of it is there already. */
  readonly comparison: Comparison;
  /** The user has accepted; it starts when the comparison is done. */
  readonly isAccepting: boolean;
}

/** What stands at the destination, compared with the offer, as far as that is known. Counts of files. */
export interface Comparison {
  /** `looking`: at names and sizes; `comparing`: hashes of both ends; `done`: also when there is nothing to compare. */
  readonly state: 'looking' | 'comparing' | 'done';
  /** Files of the same name and size: those whose hashes are compared. */
  readonly candidateCount: number;
  readonly candidateBytes: number;
  readonly comparedCount: number;
  readonly comparedBytes: number;
  /** The very same bytes stand there. */
  readonly identicalCount: number;
  readonly identicalBytes: number;
  /** Something else has the name. */
  readonly differentCount: number;
}

export const NOTHING_COMPARED: Comparison = {
  state: 'done',
  candidateCount: 0,
  candidateBytes: 0,
  comparedCount: 0,
  comparedBytes: 0,
  identicalCount: 0,
  identicalBytes: 0,
  differentCount: 0,
};

/** Of one file of an offer: `unknown` while it is being compared, or when it is not. Folders are always `new`. */
export type Standing = 'new' | 'unknown' | 'identical' | 'different';

/** A folder that files go to. The renderer gets its name, never uses it as a path. */
interface Destination {
  /** What people call it: the folder's own name. */
  readonly label: string;
  /** For a tooltip only. */
  readonly fullPath: string;
  /** null: could not be read. */
  readonly freeBytes: number | null;
}

/** One line of an offer's list. Depth-first order: a folder is followed by all that is in it. */
export interface OfferEntry {
  readonly index: number;
  readonly path: string;
  readonly kind: EntryKind;
  /** Folders: all files below, at any depth. */
  readonly sizeBytes: number;
  /** Folders: index of the last entry inside; files: `index`. */
  readonly lastIndex: number;
  /** Folders: all files below, at any depth; files: 1. */
  readonly fileCount: number;
  readonly standing: Standing;
}

/** First and last index, both included. */
export type IndexRange = readonly [first: number, last: number];
