import type { ErrorCode } from '../../../../shared/errors/codes.ts';
import type { IndexRange } from '../../../../shared/model/offer.ts';
import type { SendJournal } from '../../journal/send-journal.ts';
import type { Log } from '../../log.ts';

/** The journal of one transfer that is sent. When it fails, the transfer goes on as long as the app runs. */
export class SendNotes {
  readonly #journal: Promise<SendJournal | null>;
  readonly #log: Log;

  constructor(opening: Promise<SendJournal>, log: Log) {
    this.#log = log;
    this.#journal = opening.catch((error: unknown) => {
      log.error('a transfer is not written down and will not outlive the app', error);
      return null;
    });
  }

  noteState(state: 'new' | 'accepted' | 'paused' | 'cancelled'): void {
    void this.#keep((journal) => journal.noteState(state));
  }

  noteAccepted(acceptedAtMs: number, skip: readonly IndexRange[]): void {
    void this.#keep((journal) => journal.noteAccepted(acceptedAtMs, skip));
  }

  /** For a later run, which shows it until the receiver has said how far it is. */
  noteProgress(bytesDone: number): void {
    void this.#keep((journal) => journal.noteProgress(bytesDone));
  }

  noteRank(rank: number): void {
    void this.#keep((journal) => journal.noteRank(rank));
  }

  /** Resolves when the list is kept, as far as that can be. */
  noteManifest(list: Parameters<SendJournal['noteManifest']>[0]): Promise<void> {
    return this.#keep((journal) => journal.noteManifest(list));
  }

  /** What the receiver says of a file; to be called for very many of them. */
  async settler(): Promise<(index: number, code: ErrorCode | 0, sha256: string | null) => void> {
    const journal = await this.#journal;
    return (index, code, sha256) => journal?.noteSettled(index, code, sha256);
  }

  /** Leaves it for a later run, or removes it. */
  end(isLeft: boolean): Promise<void> {
    return this.#keep((journal) => (isLeft ? journal.close() : journal.remove()));
  }

  async #keep(work: (journal: SendJournal) => Promise<void> | void): Promise<void> {
    try {
      const journal = await this.#journal;
      if (journal) await work(journal);
    } catch (error) {
      this.#log.error('the journal of a transfer could not be kept', error);
    }
  }
}
