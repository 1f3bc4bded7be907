import { open, type FileHandle } from 'node:fs/promises';
import { forgiveFlush } from '../../disk/forgive-flush.ts';
import { patiently } from '../../disk/patiently.ts';
import { StorageError, type LanyardError } from '../../../shared/errors/lanyard-error.ts';
import { asOwnStorage, errnoOf, toStorageError } from '../../../shared/errors/to-storage-error.ts';
import { decodeLine, encodeLine, MAX_LINE_BYTES, type JournalRecord } from './journal-line.ts';
import { MAX_FILE_BYTES } from './read-lines.ts';
import { fillFrom } from '../storage/plain-file.ts';

/** How long a note that nobody waits for may stay in memory: what a kill loses is sent again. */
const SOON_MS = 2;

interface Batch {
  readonly lines: string[];
  mustSync: boolean;
  readonly done: Promise<void>;
  readonly settle: (failure: LanyardError | null) => void;
}

function newBatch(): Batch {
  let settle: Batch['settle'] = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = (failure) => (failure === null ? resolve() : reject(failure));
  });
  done.catch(() => undefined); // those who wait are told; notes that nobody waits for are no loss
  return { lines: [], mustSync: false, done, settle };
}

/**
 * Appends notes to a file in the order of the calls. Notes that come while a write is under way share the next one,
 * so that 100,000 of them cost a few hundred writes.
 */
export class NoteWriter {
  readonly #handle: FileHandle;
  #sizeBytes: number;
  #failure: LanyardError | null = null;
  #next = newBatch();
  #running: Promise<void> | null = null;
  /** Of the batch that is being written, or was last. */
  #lastDone: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #closing: Promise<void> | null = null;

  /** @param handle - opened for appending, at the start of a line; closed by `close` */
  constructor(handle: FileHandle, sizeBytes: number) {
    this.#handle = handle;
    this.#sizeBytes = sizeBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /**
   * Resolves when the system has the note: the death of this process cannot take it back any more.
   *
   * @param mustSync - resolves when a power cut cannot take it back either
   * @throws StorageError this note, or one before it, could not be written
   */
  async write(record: JournalRecord, mustSync = false): Promise<void> {
    const refusal = this.#refusal();
    if (refusal !== null) throw refusal;
    const batch = this.#next;
    batch.lines.push(encodeLine(record));
    batch.mustSync ||= mustSync;
    this.#start();
    return batch.done;
  }

  /** Written with the next note, or within `SOON_MS`. Dropped when the journal has failed. */
  writeSoon(record: JournalRecord): void {
    if (this.#refusal() !== null) return;
    this.#next.lines.push(encodeLine(record));
    this.#timer ??= setTimeout(() => this.#start(), SOON_MS);
  }

  /** Resolves when the system has all notes so far, or they are lost for good: whoever must know which writes them otherwise. */
  async settled(): Promise<void> {
    const last = this.#next.lines.length > 0 ? this.#next.done : this.#lastDone;
    await last.catch(() => undefined);
  }

  /** Writes what is left and closes the file. Safe twice; never rejects: those who wait for a note are told. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #refusal(): LanyardError | null {
    if (this.#closing !== null) return new StorageError('STORAGE_FAILED', 'the journal is closed');
    return this.#failure;
  }

  #start(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // notes of this very moment share the write
    while (this.#next.lines.length > 0) await this.#flush();
    this.#running = null;
  }

  async #flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const batch = this.#next;
    this.#next = newBatch();
    this.#lastDone = batch.done;
    try {
      if (this.#failure === null) await asOwnStorage('write the journal', () => this.#append(batch));
    } catch (error) {
      this.#failure = toStorageError(error, 'write the journal');
    }
    batch.settle(this.#failure);
  }

  async #append({ lines, mustSync }: Batch): Promise<void> {
    const bytes = Buffer.from(lines.join(''));
    if (this.#sizeBytes + bytes.length > MAX_FILE_BYTES) {
      throw new StorageError('STORAGE_FILE_TOO_LARGE', 'the journal is full');
    }
    await this.#handle.appendFile(bytes);
    this.#sizeBytes += bytes.length;
    if (mustSync) await this.#handle.datasync().catch(forgiveFlush);
  }

  async #close(): Promise<void> {
    this.#start();
    await this.#running;
    await this.#handle.close().catch(() => undefined); // what was promised is with the system already
  }
}

/** Only this user may read: names of files and peers are in it. */
const PRIVATE_FILE = 0o600;
const NEWLINE = 0x0a;

/** The last bytes of a file, at most a line. */
async function readEnd(handle: FileHandle, sizeBytes: number): Promise<Buffer> {
  const end = Buffer.alloc(Math.min(sizeBytes, MAX_LINE_BYTES));
  const filled = await fillFrom(handle, end, sizeBytes - end.length);
  return end.subarray(0, filled);
}

/**
 * Makes the next note begin a line. A line that was torn when the process was killed goes, since nobody was told that
 * it was written; one that only lacks its end gets it; what is too long to be a line is left for the reader to report.
 * A file that needs none of this is not written to: its time says when the transfer last moved.
 */
async function repairEnd(file: string): Promise<void> {
  // not for appending: Windows does not let such a handle truncate
  const handle = await patiently(() => open(file, 'r+'));
  try {
    const { size } = await handle.stat();
    const end = await readEnd(handle, size);
    const lineStart = end.lastIndexOf(NEWLINE) + 1;
    if (lineStart === end.length) return;
    const isTorn = decodeLine(end.subarray(lineStart)) === null;
    const showsWholeLine = lineStart > 0 || end.length === size;
    if (isTorn && showsWholeLine) await handle.truncate(size - (end.length - lineStart));
    else await handle.write('\n', size);
  } finally {
    await handle.close();
  }
}

/** Begins a new file of notes; fails when there is one. Mode 0600. */
export async function createNotes(file: string): Promise<NoteWriter> {
  return new NoteWriter(await open(file, 'ax', PRIVATE_FILE), 0);
}

/** Goes on with the notes of an earlier run; begins anew when the file is gone. */
export async function continueNotes(file: string): Promise<NoteWriter> {
  await repairEnd(file).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
  });
  const handle = await patiently(() => open(file, 'a', PRIVATE_FILE));
  try {
    return new NoteWriter(handle, (await handle.stat()).size);
  } catch (error) {
    await handle.close();
    throw error;
  }
}
