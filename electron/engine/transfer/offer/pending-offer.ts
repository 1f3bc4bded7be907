import { basename } from 'node:path';
import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import type { PeerId, TransferId } from '../../../../shared/model/ids.ts';
import type { LeftOut } from '../../../../shared/model/left-out.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { NOTHING_COMPARED, type IndexRange, type Offer, type OfferEntry } from '../../../../shared/model/offer.ts';
import type { Platform } from '../../../../shared/model/peer.ts';
import type { ExistingChoice, ExistingNames } from '../../../../shared/model/settings.ts';
import { deferred, type Deferred } from '../../deferred.ts';
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

/** What a connection puts before the user. */
export interface OfferInit {
  readonly transferId: TransferId;
  readonly peerId: PeerId;
  readonly peerName: string;
  readonly peerPlatform: Platform;
  readonly fingerprintWords: readonly string[];
  readonly entries: readonly ManifestEntry[];
  readonly totalBytes: number;
  readonly leftOut: LeftOut;
  /** Absolute; the user may choose another one. */
  readonly directory: string;
  /** Of the connection that it came by. */
  readonly asker: HashAsker;
  /** What stands in the way changed; null: nothing any more. */
  readonly onProblem: (problem: ErrorInfo | null) => void;
}

/** One question to the user. After a yes that could not be carried out there is another one. */
interface Question {
  /** Null: no. */
  readonly answer: Deferred<OfferAnswer | null>;
  /** Whether the yes could be carried out. */
  readonly outcome: Deferred<void>;
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
  question: Question;
}

export function newQuestion(): Question {
  const outcome: Question['outcome'] = deferred();
  outcome.promise.catch(() => undefined); // told to whoever accepted
  return { answer: deferred(), outcome };
}

export function toPending(init: OfferInit): PendingOffer {
  return {
    ...init,
    rows: toOfferEntries(init.entries),
    fileCount: init.entries.filter(({ kind }) => kind === 'file').length,
    top: init.entries.filter(({ path }) => !path.includes('/')),
    existingCount: 0,
    countedIn: null,
    freeBytes: null,
    problem: null,
    isAccepting: false,
    isLookedAt: false,
    comparison: null,
    question: newQuestion(),
  };
}

/** What the user sees of it. @param existingNames - what the settings say about names that stand there already */
export function toOffer(offer: PendingOffer, existingNames: ExistingNames): Offer {
  const { directory, rows, fileCount } = offer;
  return {
    transferId: offer.transferId,
    peerId: offer.peerId,
    peerName: offer.peerName,
    peerPlatform: offer.peerPlatform,
    fingerprintWords: offer.fingerprintWords,
    fileCount,
    directoryCount: rows.length - fileCount,
    totalBytes: offer.totalBytes,
    entryCount: rows.length,
    leftOut: offer.leftOut,
    destination: { label: basename(directory) || directory, fullPath: directory, freeBytes: offer.freeBytes },
    problem: offer.problem,
    existingCount: offer.existingCount,
    existingNames,
    comparison: offer.comparison?.state ?? NOTHING_COMPARED,
    isAccepting: offer.isAccepting,
  };
}
