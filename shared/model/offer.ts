import type { ErrorInfo } from '../errors/error-info.ts';
import type { PeerId, TransferId } from './ids.ts';
import type { EntryKind } from './transfer.ts';
import type { Platform } from './peer.ts';

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
  readonly destination: Destination;
  /** Why it can't be accepted as things stand (folder full, gone, read-only); null: nothing. */
  readonly problem: ErrorInfo | null;
  /**
   * Things at the top of the offer whose names stand at the destination already, when the settings want to be asked
   * about them; 0: nothing to ask.
   */
  readonly existingCount: number;
}

/** A folder that files go to. The renderer gets its name, never uses it as a path. */
export interface Destination {
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
}

/** First and last index, both included. */
export type IndexRange = readonly [first: number, last: number];
