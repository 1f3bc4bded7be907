import { readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { isTransferId, type TransferId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { Log } from '../log.ts';
import { asStorage, errnoOf } from '../storage/storage-error.ts';
import {
  createReceiveJournal,
  loadReceiveJournal,
  type ReceiveJournal,
  type LoadedReceive,
} from './receive-journal.ts';
import type { ReceiveHeader } from './receive-offer.ts';
import { makeJournalDirectory, removeJournalDirectory } from './journal-directory.ts';
import { createSendJournal, loadSendJournal, type LoadedSend, type SendJournal } from './send-journal.ts';
import type { SendHeader } from './send-offer.ts';
import { chooseForgotten } from './sweep-journals.ts';

const FOLDER = 'transfers';
const BROKEN_SUFFIX = '.broken';

/** Broken journals kept to be looked at; more would only tell the same story. */
const MAX_BROKEN = 20;

/** What is written down of each transfer, so that a later run of the app can go on with it. One per data directory. */
export interface Journals {
  /**
   * Everything that earlier runs left, newest last. To be called before anything is created: ended transfers that are
   * long over are forgotten, and a journal that cannot be understood at all is set aside as `<id>.broken`. Never
   * rejects for one journal: what cannot be read is logged and left.
   *
   * @throws StorageError when the directory of the journals cannot be read
   */
  load(): Promise<{ readonly incoming: readonly LoadedReceive[]; readonly outgoing: readonly LoadedSend[] }>;
  /** One journal as it is now; null when there is none to be understood. Its writer should be closed. */
  findReceive(transferId: TransferId): Promise<LoadedReceive | null>;
  findSend(transferId: TransferId): Promise<LoadedSend | null>;
  /**
   * For an offer that was accepted. When this rejects, nothing of it is left.
   *
   * @throws StorageError, also when this transfer has a journal already
   */
  createReceive(header: ReceiveHeader, entries: readonly ManifestEntry[]): Promise<ReceiveJournal>;
  /** For files that the user just sent. @throws StorageError */
  createSend(header: SendHeader): Promise<SendJournal>;
}

type Found = { readonly incoming: LoadedReceive } | { readonly outgoing: LoadedSend };

class JournalFolder implements Journals {
  readonly #folder: string;
  readonly #log: Log;

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  load(): ReturnType<Journals['load']> {
    return asStorage('read the journals', async () => {
      const found: Found[] = [];
      for (const id of await this.#list(isTransferId)) {
        const journal = await this.#tryOpen(id);
        if (journal !== null) found.push(journal);
      }
      await this.#limitBroken();
      return this.#withoutForgotten(found);
    });
  }

  findReceive(transferId: TransferId): Promise<LoadedReceive | null> {
    return asStorage('read a journal', async () => {
      const found = await loadReceiveJournal(this.#pathOf(transferId));
      return found === 'absent' || found === 'damaged' ? null : found;
    });
  }

  findSend(transferId: TransferId): Promise<LoadedSend | null> {
    return asStorage('read a journal', async () => {
      const found = await loadSendJournal(this.#pathOf(transferId));
      return found === 'absent' || found === 'damaged' ? null : found;
    });
  }

  createReceive(header: ReceiveHeader, entries: readonly ManifestEntry[]): Promise<ReceiveJournal> {
    return this.#create(header.transferId, (directory) => createReceiveJournal(directory, header, entries));
  }

  createSend(header: SendHeader): Promise<SendJournal> {
    return this.#create(header.transferId, (directory) => createSendJournal(directory, header));
  }

  #pathOf(name: string): string {
    return path.join(this.#folder, name);
  }

  #create<Journal>(transferId: TransferId, begin: (directory: string) => Promise<Journal>): Promise<Journal> {
    const directory = this.#pathOf(transferId);
    return asStorage('begin a journal', async () => {
      await makeJournalDirectory(directory);
      try {
        return await begin(directory);
      } catch (error) {
        await this.#remove(transferId);
        throw error;
      }
    });
  }

  async #list(isOurs: (name: string) => boolean): Promise<readonly string[]> {
    try {
      const found = await readdir(this.#folder, { withFileTypes: true });
      return found.filter((entry) => entry.isDirectory() && isOurs(entry.name)).map(({ name }) => name);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    }
  }

  async #tryOpen(id: string): Promise<Found | null> {
    try {
      return await this.#open(id);
    } catch (error) {
      // a disk that is away may be back tomorrow
      this.#log.error(`the journal of transfer ${id} cannot be read`, error);
      return null;
    }
  }

  async #open(id: string): Promise<Found | null> {
    const directory = this.#pathOf(id);
    const incoming = await loadReceiveJournal(directory);
    if (incoming === 'absent') {
      await removeJournalDirectory(directory); // killed while it was begun: nobody was told that it is there
      return null;
    }
    if (incoming !== 'damaged') return { incoming };
    const outgoing = await loadSendJournal(directory);
    if (outgoing !== 'absent' && outgoing !== 'damaged') return { outgoing };
    await this.#setAside(id);
    return null;
  }

  async #setAside(id: string): Promise<void> {
    const aside = this.#pathOf(id + BROKEN_SUFFIX);
    await removeJournalDirectory(aside);
    await rename(this.#pathOf(id), aside);
    this.#log.warn('a journal cannot be understood and was set aside', { transferId: id });
  }

  async #limitBroken(): Promise<void> {
    const names = await this.#list((name) => name.endsWith(BROKEN_SUFFIX) && isTransferId(path.parse(name).name));
    if (names.length <= MAX_BROKEN) return;
    const aged = await Promise.all(
      names.map(async (name) => ({ name, changedAtMs: (await stat(this.#pathOf(name))).mtimeMs })),
    );
    aged.sort((a, b) => b.changedAtMs - a.changedAtMs);
    for (const { name } of aged.slice(MAX_BROKEN)) await this.#remove(name);
  }

  async #withoutForgotten(found: readonly Found[]): ReturnType<Journals['load']> {
    const all = found.map((one) => ('incoming' in one ? one.incoming : one.outgoing));
    const forgotten = chooseForgotten(all, Date.now());
    for (const { header } of forgotten) await this.#remove(header.transferId);
    const byAge = (a: LoadedReceive | LoadedSend, b: LoadedReceive | LoadedSend): number =>
      a.lastChangedAtMs - b.lastChangedAtMs;
    return {
      incoming: found
        .flatMap((one) => ('incoming' in one && !forgotten.has(one.incoming) ? one.incoming : []))
        .sort(byAge),
      outgoing: found
        .flatMap((one) => ('outgoing' in one && !forgotten.has(one.outgoing) ? one.outgoing : []))
        .sort(byAge),
    };
  }

  /** What cannot be removed now is met again at the next start. */
  async #remove(name: string): Promise<void> {
    try {
      await removeJournalDirectory(this.#pathOf(name));
    } catch (error) {
      this.#log.error('a journal cannot be removed', error);
    }
  }
}

/** The journals of one data directory; nothing is read or made yet. */
export function openJournals(dataDir: string, log: Log): Journals {
  return new JournalFolder(path.join(dataDir, FOLDER), log);
}
