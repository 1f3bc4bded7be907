import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { toDiskFailure, type Outcome } from '../../disk-thread/disk-failure.ts';
import { UnaskedError, type DiskReaders, type Reader, type ReadUser } from '../../disk-thread/disk-readers.ts';
import type { FilesRead, FileToRead } from '../../disk-thread/read-sources.ts';
import type { Source } from './scan.ts';

/** Of all files that are read in parts in this process. */
let lastId = 0;

/** A file that is read part by part. */
interface OpenParts {
  readonly id: number;
  readonly reader: Reader;
}

/** A file as it was offered, and where it is. */
export interface Readable {
  readonly source: Source;
  readonly entry: ManifestEntry;
}

/** `isLost`: it was not answered, and a thread may still write into the target, now or never. */
type Answer<T> = T & { readonly isLost: boolean };

/** What else is said by no answer: the disk is silent, or the thread has died. */
const notAnswered = (error: unknown) => ({ failure: toDiskFailure(error), isLost: !(error instanceof UnaskedError) });

function toFileToRead({ source: { path, ino }, entry: { sizeBytes, mtimeMs } }: Readable): FileToRead {
  return { path, ino, sizeBytes, mtimeMs };
}

/** Reads sources in the threads of their volumes. What is asked of one volume is done in the order of asking. */
export class SourceReads {
  readonly #user: ReadUser;
  readonly #open = new Map<Source, OpenParts>();

  constructor(readers: Pick<DiskReaders, 'user'>) {
    this.#user = readers.user();
  }

  /**
   * Reads small files whole, back to back; perhaps only some of them. Never rejects.
   *
   * @param target - in shared memory, with room for all of them and one byte more
   */
  async readFiles(volume: string, files: readonly Readable[], target: Uint8Array): Promise<Answer<FilesRead>> {
    const order = { target, files: files.map(toFileToRead) };
    try {
      const read = await this.#user.open(volume).ask((calls) => calls.readFiles(order));
      return { ...read, isLost: false };
    } catch (error) {
      return { sha256s: [], ...notAnswered(error) };
    }
  }

  /**
   * Reads the next part of a file; all parts of it are to be read, in order. Never rejects.
   *
   * @param target - in shared memory, as long as the part
   * @returns SHA-256 of the whole file with its last part, else null
   */
  async readPart(
    volume: string,
    file: Readable,
    from: number,
    target: Uint8Array,
  ): Promise<Answer<Outcome<string | null>>> {
    const { id, reader } = this.#open.get(file.source) ?? this.#begin(volume, file.source);
    const order = { id, file: toFileToRead(file), from, target };
    try {
      return { ...(await reader.ask((calls) => calls.readPart(order))), isLost: false };
    } catch (error) {
      return notAnswered(error);
    }
  }

  /** No other part of it is read. Safe when none was. */
  closeParts(source: Source): void {
    const open = this.#open.get(source);
    open?.reader.tell((calls) => calls.closeSource(open.id));
    this.#open.delete(source);
  }

  close(): void {
    for (const source of [...this.#open.keys()]) this.closeParts(source);
    this.#user.close();
  }

  #begin(volume: string, source: Source): OpenParts {
    lastId += 1;
    const open = { id: lastId, reader: this.#user.open(volume) };
    this.#open.set(source, open);
    return open;
  }
}
