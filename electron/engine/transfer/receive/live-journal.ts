import type { ErrorCode } from '../../../../shared/errors/codes.ts';
import { StorageError } from '../../../../shared/errors/lanyard-error.ts';
import type { TransferId } from '../../../../shared/model/ids.ts';
import type { LoadedReceive, ReceiveJournal, ReceiveJournalState } from '../../journal/receive-journal.ts';
import type { ReceiveHome } from '../home.ts';

/** The notes of a transfer, all written, with a writer for those to come. */
export interface RenewedJournal {
  readonly loaded: LoadedReceive;
  readonly journal: ReceiveJournal;
}

/** The journal of one received transfer, over all its writers: each time that the notes are read, a new one begins. */
export class LiveJournal {
  readonly #home: Pick<ReceiveHome, 'journals' | 'log'>;
  readonly #transferId: TransferId;
  /** Never rejects. */
  #writer: Promise<ReceiveJournal>;

  constructor(home: Pick<ReceiveHome, 'journals' | 'log'>, transferId: TransferId, writer: ReceiveJournal) {
    this.#home = home;
    this.#transferId = transferId;
    this.#writer = Promise.resolve(writer);
  }

  writer(): Promise<ReceiveJournal> {
    return this.#writer;
  }

  /** Notes a state; one that is noted while the writer changes goes to the new one. What fails is only logged. */
  note(state: ReceiveJournalState, reason: ErrorCode | null = null): void {
    this.#writer
      .then((writer) => writer.noteState(state, reason))
      .catch((error: unknown) => this.#home.log.error('the journal of a transfer could not be kept', error));
  }

  /** Notes how it ended, unless it is received whole. */
  noteEnd(code: ErrorCode): void {
    if (code === 'TRANSFER_CANCELLED') this.note('cancelled');
    else if (code === 'TRANSFER_EXPIRED') this.note('expired');
    else this.note('failed', code);
  }

  /** Writes what is left of the notes, to be read, and begins a new writer. @throws StorageError */
  renew(): Promise<RenewedJournal> {
    const before = this.#writer;
    const renewing = before.then((writer) => this.#renew(writer));
    this.#writer = renewing.then(
      ({ journal }) => journal,
      () => before, // which takes no more notes, but knows what to remove
    );
    return renewing;
  }

  async close(): Promise<void> {
    await (await this.#writer).close();
  }

  /** Closes it and removes its files. @throws StorageError */
  async remove(): Promise<void> {
    await (await this.#writer).remove();
  }

  async #renew(before: ReceiveJournal): Promise<RenewedJournal> {
    await before.close();
    const loaded = await this.#home.journals.findReceive(this.#transferId);
    if (!loaded) throw new StorageError('STORAGE_FAILED', 'the journal of a transfer cannot be read');
    return { loaded, journal: await loaded.reopen() };
  }
}
