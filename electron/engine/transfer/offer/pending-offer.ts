import { basename } from 'node:path';
import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import type { PeerId, TransferId } from '../../../../shared/model/ids.ts';
import type { LeftOut } from '../../../../shared/model/left-out.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { NOTHING_COMPARED, type IndexRange, type Offer } from '../../../../shared/model/offer.ts';
import type { Platform } from '../../../../shared/model/peer.ts';
import type { ExistingChoice, ExistingNames } from '../../../../shared/model/settings.ts';
import { deferred, type Deferred } from '../../deferred.ts';
import type { StandingFile } from '../../storage/compare-standing.ts';
import type { Destination } from './destination.ts';
import type { HashAsker } from './hash-asker.ts';
import type { OfferComparison } from './offer-comparison.ts';
import { OfferTree } from './offer-tree.ts';

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
  /** Files were exchanged with it before. A stranger is not told what stands here before the user has agreed to that. */
  readonly isKnown: boolean;
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
export interface PendingOffer extends Omit<OfferInit, 'directory'> {
  readonly tree: OfferTree;
  readonly fileCount: number;
  readonly destination: Destination;
  problem: ErrorInfo | null;
  isAccepting: boolean;
  /** Of what stands in `comparedIn`; null: nothing was compared. */
  comparison: OfferComparison | null;
  comparedIn: string | null;
  question: Question;
}

export function newQuestion(): Question {
  const outcome: Question['outcome'] = deferred();
  outcome.promise.catch(() => undefined); // told to whoever accepted
  return { answer: deferred(), outcome };
}

export function toPending({ directory: _, ...init }: OfferInit, destination: Destination): PendingOffer {
  return {
    ...init,
    tree: new OfferTree(init.entries),
    fileCount: init.entries.filter(({ kind }) => kind === 'file').length,
    destination,
    problem: null,
    isAccepting: false,
    comparison: null,
    comparedIn: null,
    question: newQuestion(),
  };
}

/** What the user sees of it. @param existingNames - what the settings say about names that stand there already */
export function toOffer(offer: PendingOffer, existingNames: ExistingNames): Offer {
  const { entries, fileCount } = offer;
  const { directory, freeBytes, existingCount } = offer.destination;
  return {
    transferId: offer.transferId,
    peerId: offer.peerId,
    peerName: offer.peerName,
    peerPlatform: offer.peerPlatform,
    fingerprintWords: offer.fingerprintWords,
    fileCount,
    directoryCount: entries.length - fileCount,
    totalBytes: offer.totalBytes,
    entryCount: entries.length,
    leftOut: offer.leftOut,
    destination: { label: basename(directory) || directory, fullPath: directory, freeBytes },
    problem: offer.problem,
    existingCount,
    existingNames,
    comparison: offer.comparison?.state ?? NOTHING_COMPARED,
    isAccepting: offer.isAccepting,
  };
}
