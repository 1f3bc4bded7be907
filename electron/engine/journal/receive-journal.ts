import path from 'node:path';
import type { ErrorCode } from '../../../shared/errors/codes.ts';
import { StorageError, type LanyardError } from '../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { DirectoryRecord } from '../storage/directories.ts';
import type { ReceiveNotes, PlacedFile } from '../storage/receive-notes.ts';
import { asStorage } from '../storage/storage-error.ts';
import {
  directoryNote,
  readReceiveNotes,
  readReceiveState,
  type ReplayedReceive,
  type ReceiveJournalState,
} from './receive-notes.ts';
import { ReceiveOfferReader, receiveOfferLines, type ReceiveHeader } from './receive-offer.ts';
import { lastChangeMs, NOTES_FILE, removeJournalDirectory, replaceOffer } from './journal-directory.ts';
import { MAX_FILE_BYTES } from './read-lines.ts';
import type { NoteWriter } from './note-writer.ts';
import { readOffer } from './offer-file.ts';
import { continueNotes, createNotes } from './open-notes.ts';

/** Blocks of more than 5 TB are not noted, which costs a resume its speed; the rest of the file is for results. */
const BLOCK_NOTES_END_BYTES = MAX_FILE_BYTES * 0.75;

/** States that must outlive a power cut: what they end is not looked at again. */
const FINAL: ReadonlySet<ReceiveJournalState> = new Set(['finished', 'cancelled', 'expired']);

/** The journal of a transfer that is being received. Notes reject with a StorageError when they cannot be written. */
export interface ReceiveJournal extends ReceiveNotes {
  /** Resolves when a kill would not lose it; for a final state, when a power cut would not. */
  noteState(state: ReceiveJournalState, error?: ErrorCode | null): Promise<void>;
  /** The file failed; a later `notePlaced` counts more. Written like `noteBlock`. */
  noteFailed(index: number, code: ErrorCode): void;
  /** Resolves, once, with the reason when notes cannot be written any more: all later ones fail. Never rejects. */
  readonly failed: Promise<LanyardError>;
  /** Writes what is left. Safe twice; never rejects. Notes after it reject. */
  close(): Promise<void>;
  /** Closes it and removes its files. @throws StorageError */
  remove(): Promise<void>;
}

/** What is read of an incoming journal when its transfer is to go on. */
export interface ReceiveContent extends ReplayedReceive {
  readonly entries: readonly ManifestEntry[];
}

/** An incoming journal that an earlier run left, or this one closed. */
export interface LoadedReceive {
  readonly header: ReceiveHeader;
  readonly entryCount: number;
  readonly state: ReceiveJournalState;
  readonly stateError: ErrorCode | null;
  /** Unix time. */
  readonly lastChangedAtMs: number;
  /** Reads entries and notes as they are now. @throws StorageError when no copy of the entries is whole */
  read(): Promise<ReceiveContent>;
  /** Goes on with the notes. At most one writer at a time. @throws StorageError */
  reopen(): Promise<ReceiveJournal>;
  /** Removes its files. @throws StorageError */
  remove(): Promise<void>;
}

class NotedReceive implements ReceiveJournal {
  readonly failed: Promise<LanyardError>;
  readonly #directory: string;
  readonly #notes: NoteWriter;

  constructor(directory: string, notes: NoteWriter) {
    this.#directory = directory;
    this.#notes = notes;
    this.failed = notes.failed;
  }

  noteDirectory(index: number, record: DirectoryRecord): Promise<void> {
    return this.#notes.write(directoryNote(index, record));
  }

  noteBlock(index: number, block: number, crc32: number): void {
    if (this.#notes.sizeBytes < BLOCK_NOTES_END_BYTES) this.#notes.writeSoon(['block', index, block, crc32]);
  }

  noteDropped(index: number): void {
    this.#notes.writeSoon(['dropped', index]);
  }

  notePlacing(index: number, name: string, sha256: string): Promise<void> {
    return this.#notes.write(['placing', index, name, sha256]);
  }

  noteReplacing(index: number): Promise<void> {
    return this.#notes.write(['replacing', index]);
  }

  notePlaced(index: number, { savedAs, sha256, how }: PlacedFile): Promise<void> {
    return this.#notes.write(['placed', index, savedAs, sha256, ...(how ? [how] : [])]);
  }

  noteState(state: ReceiveJournalState, error: ErrorCode | null = null): Promise<void> {
    return FINAL.has(state)
      ? this.#notes.writeSynced(['state', state, error])
      : this.#notes.write(['state', state, error]);
  }

  noteFailed(index: number, code: ErrorCode): void {
    this.#notes.writeSoon(['failed', index, code]);
  }

  close(): Promise<void> {
    return this.#notes.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await asStorage('remove a journal', () => removeJournalDirectory(this.#directory));
  }
}

/** Begins the journal in `directory`, which is empty. The offer comes last: with it the journal counts. */
export async function createReceiveJournal(
  directory: string,
  header: ReceiveHeader,
  entries: readonly ManifestEntry[],
): Promise<ReceiveJournal> {
  const notes = await createNotes(path.join(directory, NOTES_FILE));
  try {
    const journal = new NotedReceive(directory, notes);
    await journal.noteState('active');
    await replaceOffer(directory, receiveOfferLines(header, entries));
    return journal;
  } catch (error) {
    await notes.close();
    throw error;
  }
}

async function readContent(directory: string): Promise<ReceiveContent> {
  const offer = await readOffer(
    directory,
    () => new ReceiveOfferReader(),
    (reader) => reader.isWhole(),
  );
  if (offer === 'absent' || offer === 'damaged') {
    throw new StorageError('STORAGE_FAILED', 'the list of a journal cannot be read');
  }
  return { entries: offer.entries, ...(await readReceiveNotes(directory, offer.entries)) };
}

/** Reads the head of an incoming journal and its last state. Throws only when a file cannot be read at all. */
export async function loadReceiveJournal(directory: string): Promise<LoadedReceive | 'absent' | 'damaged'> {
  const offer = await readOffer(
    directory,
    () => new ReceiveOfferReader(),
    (reader) => reader.hasHead(),
  );
  if (offer === 'absent' || offer === 'damaged') return offer;
  const { header, entryCount } = offer;
  if (header === null || header.transferId !== path.basename(directory)) return 'damaged';
  const noted = await readReceiveState(directory);
  return {
    header,
    entryCount,
    state: noted?.state ?? 'active',
    stateError: noted?.error ?? null,
    lastChangedAtMs: (await lastChangeMs(directory)) ?? header.acceptedAtMs,
    read: () => asStorage('read a journal', () => readContent(directory)),
    reopen: () =>
      asStorage('open a journal', async () => {
        return new NotedReceive(directory, await continueNotes(path.join(directory, NOTES_FILE)));
      }),
    remove: () => asStorage('remove a journal', () => removeJournalDirectory(directory)),
  };
}
