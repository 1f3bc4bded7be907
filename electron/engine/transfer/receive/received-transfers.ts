import type { ErrorCode } from '../../../../shared/errors/codes.ts';
import { LanyardError } from '../../../../shared/errors/lanyard-error.ts';
import type { PeerId, TransferId } from '../../../../shared/model/ids.ts';
import type { LoadedReceive, ReceiveContent } from '../../journal/receive-journal.ts';
import type { ReceiveHome } from '../home.ts';
import type { TransferRecord } from '../list/transfer-record.ts';
import type { AcceptedOffer } from '../offer/accept-offer.ts';
import { toWanted, type Wanted } from '../wanted.ts';
import type { FinishedTransfer } from './answer.ts';
import { ReceivedTransfer } from './received-transfer.ts';
import { restoreRecord, stagingOf } from './reopen.ts';

type Found =
  | { readonly kind: 'live'; readonly transfer: ReceivedTransfer }
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
  readonly #home: ReceiveHome;
  readonly #live = new Map<TransferId, ReceivedTransfer>();
  readonly #ended = new Map<TransferId, Ended>();

  constructor(home: ReceiveHome) {
    this.#home = home;
  }

  knows(transferId: TransferId): boolean {
    return this.#live.has(transferId) || this.#ended.has(transferId);
  }

  get(transferId: TransferId): ReceivedTransfer | undefined {
    return this.#live.get(transferId);
  }

  /** What `peerId` may go on with; a transfer of somebody else's is unknown to it. */
  find(peerId: PeerId, transferId: TransferId): Found {
    const transfer = this.#live.get(transferId);
    if (transfer?.record.peerId === peerId) return { kind: 'live', transfer };
    const ended = this.#ended.get(transferId);
    if (ended?.peerId !== peerId) return { kind: 'unknown' };
    return ended.finished ? { kind: 'finished', finished: ended.finished } : { kind: 'cancelled' };
  }

  /** Takes over what was accepted just now. */
  add({ terms, journal }: Pick<AcceptedOffer, 'terms' | 'journal'>): ReceivedTransfer {
    return this.#keep(new ReceivedTransfer(this.#home, terms, journal));
  }

  /** Takes up what an earlier run left. One that goes on is shown. */
  async restore(loaded: LoadedReceive): Promise<void> {
    const { header, state } = loaded;
    const { transferId, peerId, directory } = header;
    if (state === 'cancelled') this.#ended.set(transferId, { peerId, finished: null });
    if (state === 'cancelled' || state === 'expired' || state === 'failed') return;
    const content = await loaded.read();
    const wanted = toWanted(content.entries, header.skip);
    if (state === 'finished') {
      this.#ended.set(transferId, { peerId, finished: restoreFinished(wanted, content) });
      return;
    }
    const record = restoreRecord(loaded, content, wanted, this.#home.table.noteChange);
    const { skip, files, totalBytes } = wanted;
    const paused = state === 'paused' ? new LanyardError(loaded.stateError ?? 'PEER_PAUSED', 'paused before') : null;
    const past = { paused, quietSinceMs: loaded.lastChangedAtMs };
    const terms = { record, directory, skip, files, totalBytes };
    this.#keep(new ReceivedTransfer(this.#home, terms, await loaded.reopen(), past));
    this.#home.table.add(record);
  }

  /** Absolute paths of staging directories that accepted transfers need. */
  async stagingInUse(): Promise<ReadonlySet<string>> {
    const found = await Promise.all([...this.#live.keys()].map((id) => stagingOf(this.#home, id)));
    return new Set(found.filter((directory) => directory !== null));
  }

  /** Gives up what waits for a sender that has been away for 7 days. To be called now and then. */
  expireOld(): void {
    for (const transfer of this.#live.values()) transfer.expireIfOld();
  }

  /** Closes what is open; everything can go on in a later run. */
  async stop(): Promise<void> {
    await Promise.all([...this.#live.values()].map((transfer) => transfer.stop()));
  }

  #keep(transfer: ReceivedTransfer): ReceivedTransfer {
    const { id } = transfer.record;
    this.#live.set(id, transfer);
    void transfer.left.then(async (how) => {
      this.#live.delete(id);
      try {
        if (how === 'finished') await this.#noteFinished(transfer);
        else await transfer.forget();
      } catch (error) {
        this.#home.log.error('the journal of a transfer could not be removed', error);
      }
    });
    return transfer;
  }

  async #noteFinished(transfer: ReceivedTransfer): Promise<void> {
    const { record, skip, files } = transfer.terms;
    const failed = new Map(files.flatMap((index) => toFailure(record, index)));
    const { bytesDone } = record.snapshot();
    this.#ended.set(record.id, { peerId: record.peerId, finished: { skip, files, failed, bytesDone } });
    await transfer.closeJournal();
  }
}

/** Index and code of a file that failed. */
function toFailure(record: TransferRecord, index: number): readonly (readonly [number, ErrorCode])[] {
  if (record.files.statusOf(index) !== 'failed') return [];
  return [[index, record.files.errorOf(index)?.code ?? 'INTERNAL']];
}

/** What is remembered of a transfer that an earlier run finished. */
function restoreFinished({ skip, files }: Wanted, { entries, failed, noted }: ReceiveContent): FinishedTransfer {
  const bytesDone = [...noted.placed.keys()].reduce((sum, index) => sum + (entries[index]?.sizeBytes ?? 0), 0);
  return { skip, files, failed, bytesDone };
}
