import path from 'node:path';
import { z } from 'zod';
import type { ErrorCode } from '../../../shared/errors/codes.ts';
import { NOTHING_LEFT_OUT } from '../../../shared/model/left-out.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { IndexRange } from '../../../shared/model/offer.ts';
import { EXISTING_NAMES } from '../../../shared/model/settings.ts';
import { MAX_ENTRIES, MAX_LEFT_OUT_LISTED } from '../../../shared/protocol/constants.ts';
import { ROOT, STAGING, isStagingName, type DirectoryRecord } from '../storage/directories.ts';
import { CHECKED_BLOCK_BYTES, PLACED_HOW, type PlacedFile, type PlacedHow } from '../storage/receive-notes.ts';
import type { JournalSchema } from './journal.ts';
import { encodeLine, MAX_LINE_BYTES, type JournalRecord } from './journal-line.ts';
import { FIELD, noteRule, RANGE, summaryRule, type NoteRule, type NoteRules } from './note-rules.ts';
import { entryLine, manyLines, readEntries } from './offer-file.ts';
import { MAX_FILE_BYTES } from './read-lines.ts';
import type { ReceiveContent, ReceiveHeader, ReceiveJournal, ReceiveSummary } from './receive-journal.ts';

type ReceiveSchema = JournalSchema<
  ReceiveHeader,
  readonly ManifestEntry[],
  ReceiveSummary,
  ReceiveContent,
  ReceiveJournal
>;

const VERSION = 1;

const HEADER = z.object({
  transferId: FIELD.transferId,
  peerId: FIELD.peerId,
  peerName: FIELD.text,
  directory: FIELD.absolutePath,
  existing: z.enum(EXISTING_NAMES).exclude(['ask']),
  startedAtMs: FIELD.timeMs,
  acceptedAtMs: FIELD.timeMs,
  totalBytes: FIELD.count,
});
const COUNTS = z.object({
  skip: FIELD.count.max(MAX_ENTRIES),
  /** Not in journals of the first versions. */
  exceptions: FIELD.count.max(MAX_ENTRIES).default(0),
  entries: z.int().min(1).max(MAX_ENTRIES),
  /** What the sender did not offer: how many, and how many of them are named. Not in journals of the first versions. */
  leftOut: z.tuple([FIELD.count, FIELD.count.max(MAX_LEFT_OUT_LISTED)]).optional(),
});
const HEAD = z.tuple([z.literal('incoming'), z.literal(VERSION), HEADER, COUNTS]);
const SKIP = z.tuple([z.literal('skip'), RANGE]);
const EXCEPTION = z.tuple([z.literal('exception'), RANGE]);

const LEFT_OUT = z.tuple([z.literal('left-out'), FIELD.text, FIELD.errorCode]);

function* offerLines(header: ReceiveHeader, entries: readonly ManifestEntry[]): Generator<string, void> {
  const { skip, exceptions, leftOut = NOTHING_LEFT_OUT } = header;
  const counts = {
    ...{ skip: skip.length, exceptions: exceptions.length, entries: entries.length },
    ...(leftOut.count > 0 && { leftOut: [leftOut.count, leftOut.listed.length] }),
  };
  yield encodeLine(HEAD.parse(['incoming', VERSION, header, counts]));
  for (const range of skip) yield encodeLine(SKIP.parse(['skip', range]));
  for (const range of exceptions) yield encodeLine(EXCEPTION.parse(['exception', range]));
  for (const { path: left, code } of leftOut.listed) yield encodeLine(LEFT_OUT.parse(['left-out', left, code]));
  for (const [index, entry] of entries.entries()) yield entryLine(index, entry);
}

function* readHeader(): ReturnType<ReceiveSchema['readHeader']> {
  const [, , fields, counts] = HEAD.parse(yield);
  const isInside = ([, [, last]]: readonly [string, IndexRange]): boolean => last < counts.entries;
  const skip = yield* manyLines(counts.skip, SKIP.refine(isInside), ([, range]) => range);
  const exceptions = yield* manyLines(counts.exceptions, EXCEPTION.refine(isInside), ([, range]) => range);
  const [count, listedCount] = counts.leftOut ?? [0, 0];
  const listed = yield* manyLines(listedCount, LEFT_OUT, ([, left, code]) => ({ path: left, code }));
  const leftOut = count > 0 ? { leftOut: { count: Math.max(count, listed.length), listed } } : {};
  return { header: { ...fields, skip, exceptions, ...leftOut }, list: readEntries(counts.entries) };
}

/** Older versions would take up again what is in a state they do not know: `failed` is `expired` with a reason. */
const STATES = ['active', 'paused', 'cancelled', 'finished', 'expired'] as const;
const STATE = z.tuple([z.literal('state'), z.enum(STATES), FIELD.errorCode.nullable()]);
const BLOCK = z.tuple([z.literal('block'), FIELD.index, FIELD.count, FIELD.crc32]);
const DROPPED = z.tuple([z.literal('dropped'), FIELD.index]);
const PLACING = z.tuple([z.literal('placing'), FIELD.index, FIELD.name, FIELD.sha256]);
const REPLACING = z.tuple([z.literal('replacing'), FIELD.index]);
const HOW = z.enum(PLACED_HOW).optional();
const PLACED = z.tuple([z.literal('placed'), FIELD.index, FIELD.savedPath, FIELD.sha256, HOW]);
/** Of many files, in as few lines as they fit into. */
const PLACED_ALL = z.tuple([
  z.literal('placed-all'),
  z.array(z.tuple([FIELD.index, FIELD.savedPath, FIELD.sha256, HOW])),
]);
const FAILED = z.tuple([z.literal('failed'), FIELD.index, FIELD.errorCode]);
const DIRECTORY = z.tuple([
  z.literal('directory'),
  z.union([FIELD.index, z.literal(STAGING)]),
  z.union([FIELD.index, z.literal(ROOT)]),
  FIELD.name,
  /** From the inbox, with a `/` before each component. */
  z.string().startsWith('/'),
  FIELD.decimal,
  FIELD.decimal.nullable(),
  z.boolean(),
]);

function directoryNote(index: number, record: DirectoryRecord): JournalRecord {
  const { dev, ino } = record.identity;
  const place = [record.parent, record.name, record.relativePath] as const;
  return ['directory', index, ...place, dev.toString(), ino?.toString() ?? null, record.isAdopted === true];
}

/** Whether the place of a directory can be true: folders come before what is in them, staging is in the inbox. */
function isPlausible(index: number, { parent, name, relativePath }: DirectoryRecord): boolean {
  if (!FIELD.savedPath.safeParse(relativePath.slice(1)).success) return false;
  if (index === STAGING) return parent === ROOT && isStagingName(name) && relativePath === `/${name}`;
  return parent < index && path.posix.basename(relativePath) === name;
}

function summarize(): ReturnType<ReceiveSchema['summarize']> {
  const summary: ReceiveSummary = { state: 'active', stateError: null };
  const isFailure = (code: ErrorCode | null): boolean => code !== null && code !== 'TRANSFER_EXPIRED';
  const state = summaryRule(summary, STATE, ([, noted, stateError]): ReceiveSummary => {
    return { state: noted === 'expired' && isFailure(stateError) ? 'failed' : noted, stateError };
  });
  return { summary, rules: new Map([['state', state]]) };
}

/** Takes in notes one by one, checked against the entries that they are about. */
class ReceiveReplay {
  readonly #entries: readonly ManifestEntry[];
  readonly #noted = {
    directories: new Map<number, DirectoryRecord>(),
    blocks: new Map<number, Map<number, number>>(),
    placing: new Map<number, { readonly name: string; readonly sha256: string }>(),
    replacing: new Set<number>(),
    placed: new Map<number, PlacedFile>(),
  };
  readonly #failed = new Map<number, ErrorCode>();

  constructor(entries: readonly ManifestEntry[]) {
    this.#entries = entries;
  }

  readonly rules: NoteRules = new Map([
    ['directory', noteRule(DIRECTORY, (fields) => this.#addDirectory(fields))],
    ['block', noteRule(BLOCK, ([, index, block, crc32]) => this.#addBlock(index, block, crc32))],
    ['dropped', this.#fileRule(DROPPED, ([, index]) => this.#noted.blocks.delete(index))],
    ['placing', this.#fileRule(PLACING, ([, index, name, sha256]) => this.#noted.placing.set(index, { name, sha256 }))],
    ['replacing', this.#fileRule(REPLACING, ([, index]) => this.#noted.replacing.add(index))],
    ['placed', this.#fileRule(PLACED, (fields) => this.#addPlaced(fields))],
    ['placed-all', noteRule(PLACED_ALL, ([, files]) => this.#addAllPlaced(files))],
    ['failed', noteRule(FAILED, ([, index, code]) => this.#addFailed(index, code))],
  ]);

  content(hasLostNotes: boolean): ReceiveContent {
    return { entries: this.#entries, noted: { ...this.#noted, hasLostNotes }, failed: this.#failed };
  }

  /** For a note that only a file can have. */
  #fileRule<Note extends readonly [string, number, ...unknown[]]>(
    schema: z.ZodType<Note>,
    apply: (note: Note) => unknown,
  ): NoteRule {
    return noteRule(schema, (note) => {
      if (this.#entries[note[1]]?.kind !== 'file') return false;
      apply(note);
      return true;
    });
  }

  #addDirectory([, index, parent, name, relativePath, dev, ino, isAdopted]: z.infer<typeof DIRECTORY>): boolean {
    const identity = { dev: BigInt(dev), ino: ino === null ? null : BigInt(ino) };
    const record = { parent, name, relativePath, identity, ...(isAdopted && { isAdopted }) };
    if (!isPlausible(index, record)) return false;
    if (index !== STAGING && this.#entries[index]?.kind !== 'directory') return false;
    this.#noted.directories.set(index, record);
    return true;
  }

  #addBlock(index: number, block: number, crc32: number): boolean {
    if (block * CHECKED_BLOCK_BYTES >= (this.#entries[index]?.sizeBytes ?? 0)) return false;
    const { blocks } = this.#noted;
    const known = blocks.get(index);
    if (known === undefined) blocks.set(index, new Map([[block, crc32]]));
    else known.set(block, crc32);
    return true;
  }

  #addPlaced([, index, savedAs, sha256, how]: z.infer<typeof PLACED>): void {
    this.#noted.placed.set(index, { savedAs, sha256, ...(how && { how }) });
    this.#noted.placing.delete(index);
    this.#noted.blocks.delete(index);
    this.#failed.delete(index);
  }

  #addAllPlaced(files: z.infer<typeof PLACED_ALL>[1]): boolean {
    if (files.some(([index]) => this.#entries[index]?.kind !== 'file')) return false;
    for (const file of files) this.#addPlaced(['placed', ...file]);
    return true;
  }

  /** A file that is in place stays so, whatever failed later. */
  #addFailed(index: number, code: ErrorCode): boolean {
    if (this.#entries[index] === undefined) return false;
    if (!this.#noted.placed.has(index)) this.#failed.set(index, code);
    return true;
  }
}

/** Blocks of more than 5 TB are not noted, which costs a resume its speed; the rest of the file is for results. */
const BLOCK_NOTES_END_BYTES = MAX_FILE_BYTES * 0.75;

type PlacedItem = readonly [index: number, savedAs: string, sha256: string, how?: PlacedHow];

/** What a line has beside its files. */
const LINE_REST_BYTES = 256;

/** Sorted into lines that are none of them too long. */
function placedLines(placed: ReadonlyMap<number, PlacedFile>): readonly (readonly PlacedItem[])[] {
  const lines: PlacedItem[][] = [];
  let bytes = Infinity;
  for (const [index, { savedAs, sha256, how }] of placed) {
    const item: PlacedItem = how ? [index, savedAs, sha256, how] : [index, savedAs, sha256];
    const itemBytes = Buffer.byteLength(JSON.stringify(item)) + 1;
    bytes += itemBytes;
    if (bytes > MAX_LINE_BYTES - LINE_REST_BYTES) {
      lines.push([]);
      bytes = itemBytes;
    }
    lines.at(-1)?.push(item);
  }
  return lines;
}

const openWriter: ReceiveSchema['openWriter'] = (shared, { notes }) => ({
  ...shared,
  noteState: async (state, error = null) => {
    if (state !== 'failed') return shared.noteState(state, error);
    // two, as an older version cannot read the note with a code that it does not know
    await Promise.all([shared.noteState('expired', null), shared.noteState('expired', error ?? 'INTERNAL')]);
  },
  noteDirectory: (index, record) => notes.write(directoryNote(index, record)),
  noteBlock: (index, block, crc32) => {
    if (notes.sizeBytes < BLOCK_NOTES_END_BYTES) notes.writeSoon(['block', index, block, crc32]);
  },
  noted: () => notes.settled(),
  noteDropped: (index) => notes.writeSoon(['dropped', index]),
  notePlacing: (index, name, sha256) => notes.write(['placing', index, name, sha256]),
  noteReplacing: (index) => notes.write(['replacing', index]),
  notePlaced: (index, { savedAs, sha256, how }) =>
    notes.write(['placed', index, savedAs, sha256, ...(how ? [how] : [])]),
  notePlacedAll: async (placed) => {
    await Promise.all(placedLines(placed).map((files) => notes.write(['placed-all', files])));
  },
  noteFailed: (index, code) => notes.writeSoon(['failed', index, code]),
});

/** What is written of a transfer that is being received. */
export const RECEIVE_SCHEMA: ReceiveSchema = {
  firstState: 'active',
  beganAtMs: ({ acceptedAtMs }) => acceptedAtMs,
  offerLines,
  readHeader,
  summarize,
  replay: (entries) => new ReceiveReplay(entries),
  openWriter,
};
