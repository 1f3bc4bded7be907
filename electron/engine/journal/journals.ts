import { readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { patiently } from '../../disk/patiently.ts';
import { isTransferId, type TransferId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { Log } from '../log.ts';
import { asOwnStorage, asStorage, errnoOf } from '../../../shared/errors/to-storage-error.ts';
import { createJournal, loadJournal, type JournalSchema, type LoadedJournal } from './journal.ts';
import { makeJournalDirectory, removeJournalDirectory } from './journal-directory.ts';
import type { LoadedReceive, ReceiveHeader, ReceiveJournal } from './receive-journal.ts';
import { RECEIVE_SCHEMA } from './receive-schema.ts';
import type { LoadedSend, SendHeader, SendJournal } from './send-journal.ts';
import { SEND_SCHEMA } from './send-schema.ts';
import { chooseForgotten } from './sweep-journals.ts';

const FOLDER = 'transfers';
const BROKEN_SUFFIX = '.broken';

/** Broken journals kept to be looked at; more would only tell the same story. */
const MAX_BROKEN = 20;

/** What was found of one journal; neither: nothing that can be understood. */
interface Found {
  readonly received?: LoadedReceive;
  readonly sent?: LoadedSend;
}

class JournalFolder {
  readonly #folder: string;
  readonly #log: Log;

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /**
   * Everything that earlier runs left, newest last. To be called before anything is created: ended transfers that are
   * long over are forgotten, and a journal that cannot be understood at all is set aside as `<id>.broken`. Never
   * rejects for one journal: what cannot be read is logged and left.
   *
   * @throws StorageError when the directory of the journals cannot be read
   */
  load(): Promise<{ readonly received: readonly LoadedReceive[]; readonly sent: readonly LoadedSend[] }> {
    return asStorage('read the journals', async () => {
      const found: Found[] = [];
      for (const id of await this.#list(isTransferId)) found.push(await this.#tryOpen(id));
      await this.#limitBroken();
      const received = found.flatMap((journal) => journal.received ?? []);
      const sent = found.flatMap((journal) => journal.sent ?? []);
      const forgotten = chooseForgotten([...received, ...sent], Date.now());
      for (const { header } of forgotten) await this.#remove(header.transferId);
      const rest = <Journal extends LoadedReceive | LoadedSend>(journals: readonly Journal[]): readonly Journal[] =>
        journals.filter((journal) => !forgotten.has(journal)).sort((a, b) => a.lastChangedAtMs - b.lastChangedAtMs);
      return { received: rest(received), sent: rest(sent) };
    });
  }

  /** One journal as it is now; null when there is none to be understood. Its writer should be closed. */
  findReceive(transferId: TransferId): Promise<LoadedReceive | null> {
    return this.#find(RECEIVE_SCHEMA, transferId);
  }

  findSend(transferId: TransferId): Promise<LoadedSend | null> {
    return this.#find(SEND_SCHEMA, transferId);
  }

  /**
   * For an offer that was accepted. When this rejects, nothing of it is left.
   *
   * @throws StorageError, also when this transfer has a journal already
   */
  createReceive(header: ReceiveHeader, entries: readonly ManifestEntry[]): Promise<ReceiveJournal> {
    return this.#create(RECEIVE_SCHEMA, header, entries);
  }

  /** For files that the user just sent. @throws StorageError */
  createSend(header: SendHeader): Promise<SendJournal> {
    return this.#create(SEND_SCHEMA, header, null);
  }

  #pathOf(name: string): string {
    return path.join(this.#folder, name);
  }

  #find<Header extends { readonly transferId: TransferId }, List, Summary, Content, Writer>(
    schema: JournalSchema<Header, List, Summary, Content, Writer>,
    transferId: TransferId,
  ): Promise<(LoadedJournal<Header, Content, Writer> & Summary) | null> {
    return asStorage('read a journal', async () => {
      const found = await loadJournal(schema, this.#pathOf(transferId));
      return found === 'absent' || found === 'damaged' ? null : found;
    });
  }

  #create<Header extends { readonly transferId: TransferId }, List, Writer>(
    schema: JournalSchema<Header, List, unknown, unknown, Writer>,
    header: Header,
    list: List,
  ): Promise<Writer> {
    const directory = this.#pathOf(header.transferId);
    return asOwnStorage('begin a journal', async () => {
      await makeJournalDirectory(directory);
      try {
        return await createJournal(schema, directory, header, list);
      } catch (error) {
        await this.#remove(header.transferId);
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

  async #tryOpen(id: string): Promise<Found> {
    try {
      return await this.#open(id);
    } catch (error) {
      // a disk that is away may be back tomorrow
      this.#log.error(`the journal of transfer ${id} cannot be read`, error);
      return {};
    }
  }

  async #open(id: string): Promise<Found> {
    const directory = this.#pathOf(id);
    const received = await loadJournal(RECEIVE_SCHEMA, directory);
    if (typeof received !== 'string') return { received };
    const sent = await loadJournal(SEND_SCHEMA, directory);
    if (typeof sent !== 'string') return { sent };
    // killed while it was begun: nobody was told that it is there
    if (sent === 'absent') await removeJournalDirectory(directory);
    else await this.#setAside(id);
    return {};
  }

  async #setAside(id: string): Promise<void> {
    const aside = this.#pathOf(id + BROKEN_SUFFIX);
    await removeJournalDirectory(aside);
    await patiently(() => rename(this.#pathOf(id), aside));
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

  /** What cannot be removed now is met again at the next start. */
  async #remove(name: string): Promise<void> {
    try {
      await removeJournalDirectory(this.#pathOf(name));
    } catch (error) {
      this.#log.error('a journal cannot be removed', error);
    }
  }
}

/** What is written down of each transfer, so that a later run of the app can go on with it. One per data directory. */
export type Journals = Pick<JournalFolder, keyof JournalFolder>;

/** The journals of one data directory; nothing is read or made yet. */
export function openJournals(dataDir: string, log: Log): Journals {
  return new JournalFolder(path.join(dataDir, FOLDER), log);
}
