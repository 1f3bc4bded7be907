import { join } from 'node:path';
import { LanyardError, StorageError } from '../../../../shared/errors/lanyard-error.ts';
import type { PeerId, TransferId } from '../../../../shared/model/ids.ts';
import type { Journals } from '../../journal/journals.ts';
import type { ReceiveJournal, LoadedReceive } from '../../journal/receive-journal.ts';
import type { Log } from '../../log.ts';
import { STAGING } from '../../storage/directories.ts';
import type { InboxTransfer } from '../../storage/inbox.ts';
import type { Trash } from '../../storage/replace-standing.ts';
import type { StagingRegistry } from '../../storage/staging-registry.ts';
import { acceptOffer, toExceptions, toWanted } from '../offer/accept-offer.ts';
import type { FinishedTransfer } from './answer-finished.ts';
import type { BusyCount } from '../busy-count.ts';
import { ReceivedTransfer } from './received-transfer.ts';
import type { ReceivedTransferDeps, ReceivePast, ReceiveTerms, LiveReceive } from './receive-terms.ts';
import { noteFolder, notePlaced } from './note-placed.ts';
import type { OfferAnswer } from '../offer/pending-offer.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { reopenReceived } from './reopen.ts';
import { markSkipped, restoreReceived, toFailure, toFinished } from './restore-received.ts';
import type { TransferRecord } from '../list/transfer-record.ts';

export interface ReceivedTransfersOptions {
  readonly journals: Journals;
  readonly registry: StagingRegistry;
  readonly limiter: RateLimiter;
  readonly busy: BusyCount;
  /** Where replaced files go. */
  readonly trash: Trash;
  readonly tell: (peerId: PeerId, what: 'ready' | 'cancel', transferId: TransferId) => void;
  readonly onChange: (record: TransferRecord) => void;
  readonly log: Log;
}

type Found =
  | { readonly kind: 'live'; readonly intake: ReceivedTransfer }
  | { readonly kind: 'finished'; readonly finished: FinishedTransfer }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'unknown' };

interface Ended {
  readonly peerId: PeerId;
  /** Null: cancelled here while the sender was away. */
  readonly finished: FinishedTransfer | null;
}

/** All accepted transfers that are received, and what is remembered of ended ones. */
export class ReceivedTransfers {
  readonly #options: ReceivedTransfersOptions;
  readonly #live = new Map<TransferId, ReceivedTransfer>();
  readonly #ended = new Map<TransferId, Ended>();
  readonly #deps: ReceivedTransferDeps;

  constructor(options: ReceivedTransfersOptions) {
    this.#options = options;
    const { limiter, busy, tell, log } = options;
    this.#deps = {
      limiter,
      busy,
      log,
      reopen: (intake, how, isStopped) => this.#reopen(intake, how, isStopped),
      dropStaging: async ({ record }) => {
        const staging = await this.#stagingOf(record.id);
        if (staging !== null) await options.registry.discard(staging);
      },
      tell: ({ record }, what) => tell(record.peerId, what, record.id),
      onFinished: (intake) => this.#noteFinished(intake),
      onForgotten: (intake) => void this.#forget(intake),
    };
  }

  knows(transferId: TransferId): boolean {
    return this.#live.has(transferId) || this.#ended.has(transferId);
  }

  get(transferId: TransferId): ReceivedTransfer | undefined {
    return this.#live.get(transferId);
  }

  /** What `peerId` may go on with; a transfer of somebody else's is unknown to it. */
  find(peerId: PeerId, transferId: TransferId): Found {
    const intake = this.#live.get(transferId);
    if (intake?.record.peerId === peerId) return { kind: 'live', intake };
    const ended = this.#ended.get(transferId);
    if (ended?.peerId !== peerId) return { kind: 'unknown' };
    return ended.finished ? { kind: 'finished', finished: ended.finished } : { kind: 'cancelled' };
  }

  /**
   * Makes an accepted transfer of an offer: folder, journal and folders are there then. Null when the sender went.
   *
   * @throws StorageError with nothing left
   */
  async accept(
    record: TransferRecord,
    answer: OfferAnswer,
    isGone: () => boolean,
  ): Promise<{ readonly intake: ReceivedTransfer; readonly inbox: InboxTransfer } | null> {
    const { registry, trash } = this.#options;
    const { directory, skip, existing, identical } = answer;
    const { entries } = record.files;
    const { exceptions, isException } = toExceptions(answer.exceptions, entries.length);
    const acceptedAtMs = Date.now();
    const { id: transferId, peerId } = record;
    const { peerName, startedAtMs } = record.snapshot();
    const beginJournal = (wanted: ReturnType<typeof toWanted>): Promise<ReceiveJournal> =>
      this.#options.journals.createReceive(
        {
          ...{ transferId, peerId, peerName, directory, existing, startedAtMs, acceptedAtMs },
          ...{ skip: wanted.skip, exceptions, totalBytes: wanted.totalBytes },
        },
        entries,
      );
    const accepted = await acceptOffer({
      ...{ transferId, entries, directory, skip, existing, isException, identical },
      ...{ registry, trash, beginJournal, isGone },
    });
    if (!accepted) return null;
    markSkipped(record, entries, accepted.isWanted);
    record.update({ acceptedAtMs });
    const intake = this.#add({ record, directory, ...accepted }, accepted.journal);
    for (const [index, savedAs] of accepted.folders) noteFolder(record, directory, index, savedAs);
    for (const [index, placed] of accepted.inbox.placed) notePlaced(record, directory, index, placed);
    return { intake, inbox: accepted.inbox };
  }

  /** Takes up what an earlier run left. The record of one that goes on is to be shown. */
  async restore(loaded: LoadedReceive): Promise<TransferRecord | null> {
    const { header, state } = loaded;
    const { transferId, peerId } = header;
    if (state === 'cancelled') {
      this.#ended.set(transferId, { peerId, finished: null });
      return null;
    }
    const content = await loaded.read();
    const wanted = toWanted(content.entries, header.skip);
    if (state === 'finished' || state === 'expired') {
      if (state === 'finished') this.#ended.set(transferId, { peerId, finished: toFinished(wanted, content) });
      return null;
    }
    const record = restoreReceived({ loaded, content, wanted, onChange: this.#options.onChange });
    const journal = await loaded.reopen();
    const paused = state === 'paused' ? new LanyardError(loaded.stateError ?? 'PEER_PAUSED', 'paused before') : null;
    const past = { paused, quietSinceMs: loaded.lastChangedAtMs };
    this.#add({ record, directory: header.directory, ...wanted }, journal, past);
    return record;
  }

  /** Absolute paths of staging directories that accepted transfers need. */
  async stagingInUse(): Promise<ReadonlySet<string>> {
    const found = await Promise.all([...this.#live.keys()].map((id) => this.#stagingOf(id)));
    return new Set(found.filter((directory) => directory !== null));
  }

  /** Gives up what waits for a sender that has been away for 7 days. To be called now and then. */
  expireOld(): void {
    for (const intake of this.#live.values()) intake.expireIfOld(Date.now());
  }

  /** Closes what is open; everything can go on in a later run. */
  async stop(): Promise<void> {
    await Promise.all([...this.#live.values()].map((intake) => intake.stop()));
  }

  #add(terms: ReceiveTerms, journal: ReceiveJournal, past?: ReceivePast): ReceivedTransfer {
    const intake = new ReceivedTransfer(this.#deps, terms, journal, past);
    this.#live.set(terms.record.id, intake);
    return intake;
  }

  async #reopen(intake: LiveReceive, how: 'checked' | 'to-discard', isStopped: () => boolean): Promise<InboxTransfer> {
    const { journals, registry, trash } = this.#options;
    const { id: transferId } = intake.record;
    await intake.journal.close();
    const loaded = await journals.findReceive(transferId);
    if (!loaded) throw new StorageError('STORAGE_FAILED', 'the journal of a transfer cannot be read');
    intake.journal = await loaded.reopen();
    return reopenReceived({ transferId, loaded, journal: intake.journal, registry, trash, how, isStopped });
  }

  #noteFinished({ record, terms, journal }: LiveReceive): void {
    const { skip, files } = terms;
    const failed = new Map(files.flatMap((index) => toFailure(record, index)));
    const { bytesDone } = record.snapshot();
    this.#live.delete(record.id);
    this.#ended.set(record.id, { peerId: record.peerId, finished: { skip, files, failed, bytesDone } });
    void journal.close();
  }

  /** Null: none is known, or its journal cannot be read, and then nothing can be gone on with. */
  async #stagingOf(transferId: TransferId): Promise<string | null> {
    const loaded = await this.#options.journals.findReceive(transferId);
    const record = loaded && (await loaded.read()).intake.directories.get(STAGING);
    return record ? join(loaded.header.directory, record.relativePath) : null;
  }

  async #forget({ record, journal }: LiveReceive): Promise<void> {
    this.#live.delete(record.id);
    await journal
      .remove()
      .catch((error: unknown) => this.#options.log.error('the journal of a transfer could not be removed', error));
  }
}
