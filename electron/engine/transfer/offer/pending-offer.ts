import { basename } from 'node:path';
import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import type { PeerId, TransferId } from '../../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { NOTHING_COMPARED, type IndexRange, type Offer, type OfferEntry } from '../../../../shared/model/offer.ts';
import type { Platform } from '../../../../shared/model/peer.ts';
import type { ExistingChoice, ExistingNames } from '../../../../shared/model/settings.ts';
import type { StandingFile } from '../../storage/compare-standing.ts';
import type { HashAsker } from './hash-asker.ts';
import type { OfferComparison } from './offer-comparison.ts';
import { toOfferEntries } from './offer-tree.ts';

/** The user's yes. */
export interface OfferAnswer {
  readonly directory: string;
  readonly skip: readonly IndexRange[];
  /** What to do with names that stand there already. */
  readonly existing: ExistingChoice;
  /** Files for which it is the other way round. */
  readonly exceptions: readonly IndexRange[];
  /** Files that stood there already when they were compared. */
  readonly identical: ReadonlyMap<number, StandingFile>;
}

/** What an incoming transfer hands over to be decided. */
export interface OfferInit {
  readonly transferId: TransferId;
  readonly peerId: PeerId;
  readonly peerName: string;
  readonly peerPlatform: Platform;
  readonly fingerprintWords: readonly string[];
  readonly entries: readonly ManifestEntry[];
  /** Of the connection that it came by. */
  readonly asker: HashAsker;
  readonly totalBytes: number;
  /** What the settings say about names that stand there already. May change at any time. */
  readonly existingNames: () => ExistingNames;
  /** Starts receiving; throws a StorageError when that cannot be, and the offer stays. */
  readonly onAccept: (answer: OfferAnswer) => Promise<void>;
  readonly onDecline: () => void;
  /** What stands in the way changed. */
  readonly onProblem: (problem: ErrorInfo | null) => void;
}

/** An offer that waits for the user, with what is known of its destination. */
export interface PendingOffer extends OfferInit {
  readonly rows: readonly OfferEntry[];
  readonly fileCount: number;
  /** Entries at the top. */
  readonly top: readonly ManifestEntry[];
  /** How many of `top` have their names taken in `countedIn`. */
  existingCount: number;
  /** Null: not counted. */
  countedIn: string | null;
  directory: string;
  freeBytes: number | null;
  problem: ErrorInfo | null;
  isAccepting: boolean;
  /** Its first look at the destination is over: before, nobody can say what stands in the way. */
  isLookedAt: boolean;
  /** Of what stands in `countedIn`; null: nothing was compared. */
  comparison: OfferComparison | null;
}

export function toPending(init: OfferInit, directory: string): PendingOffer {
  return {
    ...init,
    rows: toOfferEntries(init.entries),
    fileCount: init.entries.filter(({ kind }) => kind === 'file').length,
    top: init.entries.filter(({ path }) => !path.includes('/')),
    existingCount: 0,
    countedIn: null,
    directory,
    freeBytes: null,
    problem: null,
    isAccepting: false,
    isLookedAt: false,
    comparison: null,
  };
}

/** What the user sees of it. */
export function toOffer(offer: PendingOffer): Offer {
  const { transferId, peerId, peerName, peerPlatform, fingerprintWords, rows, fileCount, totalBytes } = offer;
  const { directory, freeBytes, problem, existingCount, isAccepting } = offer;
  return {
    ...{ transferId, peerId, peerName, peerPlatform, fingerprintWords },
    fileCount,
    directoryCount: rows.length - fileCount,
    totalBytes,
    entryCount: rows.length,
    destination: { label: basename(directory) || directory, fullPath: directory, freeBytes },
    problem,
    existingCount,
    existingNames: offer.existingNames(),
    comparison: offer.comparison?.state ?? NOTHING_COMPARED,
    isAccepting,
  };
}
