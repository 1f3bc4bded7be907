import path from 'node:path';
import type { ErrorCode } from '../../../shared/errors/codes.ts';
import { StorageError, type LanyardError } from '../../../shared/errors/lanyard-error.ts';
import type { IndexRange } from '../../../shared/model/offer.ts';
import { asStorage } from '../storage/storage-error.ts';
import { lastChangeMs, NOTES_FILE, removeJournalDirectory, replaceOffer } from './journal-directory.ts';
import type { NoteWriter } from './note-writer.ts';
import { readOffer } from './offer-file.ts';
import { continueNotes, createNotes } from './open-notes.ts';
import { readSendNotes, readSendSummary, type ReplayedSend, type SendJournalState } from './send-notes.ts';
import { sendOfferLines, SendOfferReader, type SendHeader, type SendManifest } from './send-offer.ts';

/** States that must outlive a power cut: what they end is not sent again. */
const FINAL: ReadonlySet<SendJournalState> = new Set(['finished', 'cancelled', 'expired']);

/** The journal of a transfer that is being sent. Notes reject with a StorageError when they cannot be written. */
export interface SendJournal {
  /**
   * Keeps all that was found under the dropped paths, in place of an earlier list. To be called before the offer is
   * made, and not while it still runs. Of more than 200,000 things left out the rest is not kept.
   */
  noteManifest(manifest: SendManifest): Promise<void>;
  /** Resolves when a kill would not lose it; for a final state, when a power cut would not. */
  noteState(state: SendJournalState, error?: ErrorCode | null): Promise<void>;
  /** The yes came; the state is `accepted` then. */
  noteAccepted(acceptedAtMs: number, skip: readonly IndexRange[]): Promise<void>;
  /** What the receiver said of an entry; 0: in place. Written within a moment; the last one counts. */
  noteSettled(index: number, code: ErrorCode | 0, sha256?: string | null): void;
  /** Its place in the line to its peer. Written within a moment; the last one counts. */
  noteRank(rank: number): void;
  /** Resolves, once, with the reason when notes cannot be written any more: all later ones fail. Never rejects. */
  readonly failed: Promise<LanyardError>;
  /** Writes what is left. Safe twice; never rejects. Notes after it reject. */
  close(): Promise<void>;
  /** Closes it and removes its files. @throws StorageError */
  remove(): Promise<void>;
}

/** What is read of an outgoing journal when its transfer is to go on. */
export interface SendContent extends ReplayedSend {
  /** null: the dropped folders were not read to their end; they are to be read again. */
  readonly manifest: SendManifest | null;
}

/** An outgoing journal that an earlier run left, or this one closed. */
export interface LoadedSend {
  readonly header: SendHeader;
  /** null: the dropped folders were not read to their end. */
  readonly entryCount: number | null;
  readonly state: SendJournalState;
  readonly stateError: ErrorCode | null;
  /** Unix time; null: not accepted yet. */
  readonly acceptedAtMs: number | null;
  /** Place in the line to its peer, smaller first; null: it was never moved. */
  readonly rank: number | null;
  /** Unix time. */
  readonly lastChangedAtMs: number;
  /** Reads manifest and notes as they are now. @throws StorageError when no copy of the manifest is whole */
  read(): Promise<SendContent>;
  /** Goes on with the notes. At most one writer at a time. @throws StorageError */
  reopen(): Promise<SendJournal>;
  /** Removes its files. @throws StorageError */
  remove(): Promise<void>;
}

class NotedSend implements SendJournal {
  readonly failed: Promise<LanyardError>;
  readonly #directory: string;
  readonly #header: SendHeader;
  readonly #notes: NoteWriter;

  constructor(directory: string, header: SendHeader, notes: NoteWriter) {
    this.#directory = directory;
    this.#header = header;
    this.#notes = notes;
    this.failed = notes.failed;
  }

  noteManifest(manifest: SendManifest): Promise<void> {
    return asStorage('write the journal', () => {
      return replaceOffer(this.#directory, sendOfferLines(this.#header, manifest));
    });
  }

  noteState(state: SendJournalState, error: ErrorCode | null = null): Promise<void> {
    return FINAL.has(state)
      ? this.#notes.writeSynced(['state', state, error])
      : this.#notes.write(['state', state, error]);
  }

  noteAccepted(acceptedAtMs: number, skip: readonly IndexRange[]): Promise<void> {
    for (const range of skip) this.#notes.writeSoon(['skip', range]);
    return this.#notes.write(['accepted', acceptedAtMs, skip.length]);
  }

  noteSettled(index: number, code: ErrorCode | 0, sha256: string | null = null): void {
    this.#notes.writeSoon(['settled', index, code, sha256]);
  }

  noteRank(rank: number): void {
    this.#notes.writeSoon(['rank', rank]);
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
export async function createSendJournal(directory: string, header: SendHeader): Promise<SendJournal> {
  const notes = await createNotes(path.join(directory, NOTES_FILE));
  try {
    const journal = new NotedSend(directory, header, notes);
    await journal.noteState('new');
    await replaceOffer(directory, sendOfferLines(header, null));
    return journal;
  } catch (error) {
    await notes.close();
    throw error;
  }
}

async function readContent(directory: string): Promise<SendContent> {
  const offer = await readOffer(
    directory,
    () => new SendOfferReader(),
    (reader) => reader.isWhole(),
  );
  if (offer === 'absent' || offer === 'damaged') {
    throw new StorageError('STORAGE_FAILED', 'the list of a journal cannot be read');
  }
  const { manifest } = offer;
  return { manifest, ...(await readSendNotes(directory, manifest?.entries.length ?? 0)) };
}

/** Reads the head of an outgoing journal and its last state. Throws only when a file cannot be read at all. */
export async function loadSendJournal(directory: string): Promise<LoadedSend | 'absent' | 'damaged'> {
  const offer = await readOffer(
    directory,
    () => new SendOfferReader(),
    (reader) => reader.hasHead(),
  );
  if (offer === 'absent' || offer === 'damaged') return offer;
  const { header, entryCount } = offer;
  if (header === null || header.transferId !== path.basename(directory)) return 'damaged';
  const { state, error, acceptedAtMs, rank } = await readSendSummary(directory);
  return {
    header,
    entryCount,
    state,
    stateError: error,
    acceptedAtMs,
    rank,
    lastChangedAtMs: (await lastChangeMs(directory)) ?? header.createdAtMs,
    read: () => asStorage('read a journal', () => readContent(directory)),
    reopen: () =>
      asStorage('open a journal', async () => {
        return new NotedSend(directory, header, await continueNotes(path.join(directory, NOTES_FILE)));
      }),
    remove: () => asStorage('remove a journal', () => removeJournalDirectory(directory)),
  };
}
