import path from 'node:path';
import type { ErrorCode } from '../../../shared/errors/codes.ts';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import { asStorage } from '../../../shared/errors/to-storage-error.ts';
import { lastChangeMs, NOTES_FILE, removeJournalDirectory, replaceOffer } from './journal-directory.ts';
import { replayNotes, type NoteRules } from './note-rules.ts';
import { continueNotes, createNotes, type NoteWriter } from './note-writer.ts';
import { readOffer, type Lines } from './offer-file.ts';
import { isEndedJournal } from './sweep-journals.ts';

/** What every journal can do. Notes reject with a StorageError when they cannot be written. */
export interface Journal<State extends string, StateError extends ErrorCode | null = null> {
  /** Resolves when a kill would not lose it; for a state that ends the transfer, when a power cut would not. */
  noteState(state: State, error?: StateError): Promise<void>;
  /** Writes what is left. Safe twice; never rejects. Notes after it reject. */
  close(): Promise<void>;
  /** Closes it and removes its files. @throws StorageError */
  remove(): Promise<void>;
}

/** A journal that an earlier run left, or this one closed. */
export interface LoadedJournal<Header, Content, Writer> {
  readonly header: Header;
  /** Unix time. */
  readonly lastChangedAtMs: number;
  /** Reads list and notes as they are now. @throws StorageError when no copy of the list is whole */
  read(): Promise<Content>;
  /** Goes on with the notes. At most one writer at a time. @throws StorageError when they cannot be written */
  reopen(): Promise<Writer>;
}

/** Where a journal is written. */
interface JournalPlace<Header> {
  readonly directory: string;
  readonly header: Header;
  readonly notes: NoteWriter;
}

type SharedWriter = Journal<string, ErrorCode | null>;

/** What the journals of the two directions differ in. */
export interface JournalSchema<Header, List, Summary, Content, Writer> {
  /** The first of all notes. */
  readonly firstState: string;
  /** Unix time that counts as the last change when all notes are gone. */
  beganAtMs(header: Header): number;
  /** Throws on what could not be read again: a bug of the caller's. */
  offerLines(header: Header, list: List): Iterable<string>;
  /** Reads what `offerLines` wrote; the list only when `list` is run. */
  readHeader(): Lines<{ readonly header: Header; readonly list: Lines<List> }>;
  /** What is needed of every journal at the start of the app, and the rules that fill it. */
  summarize(): { readonly summary: Summary; readonly rules: NoteRules };
  /** Rules for the notes about entries of the list, and what they said in the end. */
  replay(list: List): { readonly rules: NoteRules; content(hasLostNotes: boolean): Content };
  /** @param shared - to be part of the writer */
  openWriter(shared: SharedWriter, place: JournalPlace<Header>): Writer;
}

function openWriter<Header, Writer>(
  schema: JournalSchema<Header, unknown, unknown, unknown, Writer>,
  place: JournalPlace<Header>,
): Writer {
  const { directory, notes } = place;
  const shared: SharedWriter = {
    noteState: (state, error = null) => notes.write(['state', state, error], isEndedJournal({ state })),
    close: () => notes.close(),
    remove: async () => {
      await notes.close();
      await asStorage('remove a journal', () => removeJournalDirectory(directory));
    },
  };
  return schema.openWriter(shared, place);
}

/** Begins the journal in `directory`, which is empty. The offer comes last: with it the journal counts. */
export async function createJournal<Header, List, Writer>(
  schema: JournalSchema<Header, List, unknown, unknown, Writer>,
  directory: string,
  header: Header,
  list: List,
): Promise<Writer> {
  const notes = await createNotes(path.join(directory, NOTES_FILE));
  try {
    await notes.write(['state', schema.firstState, null]);
    await replaceOffer(directory, schema.offerLines(header, list));
    return openWriter(schema, { directory, header, notes });
  } catch (error) {
    await notes.close();
    throw error;
  }
}

async function readContent<Header, List, Content>(
  schema: JournalSchema<Header, List, unknown, Content, unknown>,
  directory: string,
): Promise<Content> {
  const list = await readOffer(directory, function* () {
    return yield* (yield* schema.readHeader()).list;
  });
  if (list === 'absent' || list === 'damaged') {
    throw new StorageError('STORAGE_FAILED', 'the list of a journal cannot be read');
  }
  const replay = schema.replay(list);
  // the notes of the summary are checked here too, or they would count as lost
  const rules = new Map([...schema.summarize().rules, ...replay.rules]);
  return replay.content(await replayNotes(path.join(directory, NOTES_FILE), rules));
}

/** Reads the header of a journal and what its notes say in short. Throws only when a file cannot be read at all. */
export async function loadJournal<Header extends { readonly transferId: TransferId }, List, Summary, Content, Writer>(
  schema: JournalSchema<Header, List, Summary, Content, Writer>,
  directory: string,
): Promise<(LoadedJournal<Header, Content, Writer> & Summary) | 'absent' | 'damaged'> {
  const offer = await readOffer(directory, () => schema.readHeader());
  if (offer === 'absent' || offer === 'damaged') return offer;
  const { header } = offer;
  if (header.transferId !== path.basename(directory)) return 'damaged';
  const notesFile = path.join(directory, NOTES_FILE);
  const { summary, rules } = schema.summarize();
  await replayNotes(notesFile, rules, [...rules.keys()]);
  return {
    ...summary,
    header,
    lastChangedAtMs: (await lastChangeMs(directory)) ?? schema.beganAtMs(header),
    read: () => asStorage('read a journal', () => readContent(schema, directory)),
    reopen: () =>
      asStorage('open a journal', async () =>
        openWriter(schema, { directory, header, notes: await continueNotes(notesFile) }),
      ),
  };
}
