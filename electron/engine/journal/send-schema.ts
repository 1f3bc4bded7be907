import path from 'node:path';
import { z } from 'zod';
import type { IndexRange } from '../../../shared/model/offer.ts';
import { ManifestReader } from '../../../shared/protocol/manifest-reader.ts';
import { MAX_ENTRIES } from '../../../shared/protocol/constants.ts';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import { asStorage } from '../../../shared/errors/to-storage-error.ts';
import type { JournalSchema } from './journal.ts';
import { replaceOffer } from './journal-directory.ts';
import { encodeLine } from './journal-line.ts';
import { FIELD, noteRule, RANGE, summaryRule } from './note-rules.ts';
import { addEntry, entryLine, manyLines, type Lines } from './offer-file.ts';
import {
  MAX_ONLY,
  MAX_PATHS,
  type SendContent,
  type SendHeader,
  type SendJournal,
  type SendManifest,
  type SendSummary,
  type SettledEntry,
} from './send-journal.ts';

type SendSchema = JournalSchema<SendHeader, SendManifest | null, SendSummary, SendContent, SendJournal>;

const VERSION = 1;

const HEADER = z.object({
  transferId: FIELD.transferId,
  peerId: FIELD.peerId,
  peerName: FIELD.text,
  title: FIELD.text,
  itemCount: FIELD.count,
  createdAtMs: FIELD.timeMs,
});
const COUNTS = z.object({
  paths: FIELD.count.max(MAX_PATHS),
  /** null: all is sent. */
  only: FIELD.count.max(MAX_ONLY).nullable().default(null),
  /** Not in journals of the first versions. */
  withoutPath: FIELD.count.max(MAX_PATHS).optional(),
  /** null: the folders have not been read yet. */
  entries: FIELD.count.max(MAX_ENTRIES).nullable(),
  leftOut: FIELD.count.max(MAX_ENTRIES),
});
const HEAD = z.tuple([z.literal('outgoing'), z.literal(VERSION), HEADER, COUNTS]);
const PATH = z.tuple([z.literal('path'), FIELD.absolutePath]);
/** Compared with names, never opened. */
const ONLY = z.tuple([z.literal('only'), FIELD.text]);
const WITHOUT_PATH = z.tuple([z.literal('without-path'), FIELD.text]);
/** The source of the entry before it; null: where its path says, below the source of its topmost folder. Then its inode. */
const SOURCE = z.tuple([z.literal('source'), FIELD.absolutePath.nullable(), FIELD.decimal.optional()]);
const LEFT_OUT = z.tuple([z.literal('left-out'), FIELD.text, z.enum(['skipped', 'failed']), FIELD.errorCode]);

/** Guesses the source of an entry from that of the folder at its top; most are right, and need not be stored. */
class SourceGuess {
  #topPath = '';
  #topSource = '';

  of(entryPath: string): string | null {
    if (this.#topPath === '' || !entryPath.startsWith(`${this.#topPath}/`)) return null;
    return this.#topSource + entryPath.slice(this.#topPath.length).replaceAll('/', path.sep);
  }

  learn(entryPath: string, sourcePath: string): void {
    if (entryPath.includes('/')) return;
    this.#topPath = entryPath;
    this.#topSource = sourcePath;
  }
}

function* manifestLines({ entries, sourcePaths, inodes, leftOut }: SendManifest): Generator<string, void> {
  const guess = new SourceGuess();
  for (const [index, entry] of entries.entries()) {
    const sourcePath = sourcePaths[index] ?? '';
    yield entryLine(index, entry);
    const stored = guess.of(entry.path) === sourcePath ? null : sourcePath;
    const ino = inodes?.[index]?.toString();
    yield encodeLine(SOURCE.parse(['source', stored, ...(ino === undefined ? [] : [ino])]));
    guess.learn(entry.path, sourcePath);
  }
  for (const { path: leftPath, status, code } of leftOut) {
    yield encodeLine(LEFT_OUT.parse(['left-out', leftPath, status, code]));
  }
}

function* offerLines(header: SendHeader, manifest: SendManifest | null): Generator<string, void> {
  const leftOut = manifest?.leftOut.slice(0, MAX_ENTRIES) ?? [];
  const counts = {
    paths: header.paths.length,
    only: header.only?.length ?? null,
    ...(header.withoutPath?.length && { withoutPath: header.withoutPath.length }),
    entries: manifest?.entries.length ?? null,
    leftOut: leftOut.length,
  };
  yield encodeLine(HEAD.parse(['outgoing', VERSION, header, counts]));
  for (const dropped of header.paths) yield encodeLine(PATH.parse(['path', dropped]));
  for (const file of header.only ?? []) yield encodeLine(ONLY.parse(['only', file]));
  for (const name of header.withoutPath ?? []) yield encodeLine(WITHOUT_PATH.parse(['without-path', name]));
  if (manifest !== null) yield* manifestLines({ ...manifest, leftOut });
}

function* readManifest(entryCount: number | null, leftOutCount: number): Lines<SendManifest | null> {
  if (entryCount === null) return null;
  const reader = new ManifestReader();
  const guess = new SourceGuess();
  const sourcePaths: string[] = [];
  const inodes: (bigint | null)[] = [];
  while (sourcePaths.length < entryCount) {
    const entry = addEntry(reader, yield);
    const [, stored, ino] = SOURCE.parse(yield);
    const sourcePath = stored ?? guess.of(entry.path);
    if (sourcePath === null) throw new StorageError('STORAGE_FAILED', 'an entry without a source');
    sourcePaths.push(sourcePath);
    inodes.push(ino === undefined ? null : BigInt(ino));
    guess.learn(entry.path, sourcePath);
  }
  const leftOut = yield* manyLines(leftOutCount, LEFT_OUT, ([, leftPath, status, code]) => ({
    path: leftPath,
    status,
    code,
  }));
  const known = inodes.some((ino) => ino !== null);
  return { entries: reader.entries, sourcePaths, ...(known && { inodes }), leftOut };
}

function* readHeader(): ReturnType<SendSchema['readHeader']> {
  const [, , fields, counts] = HEAD.parse(yield);
  const paths = yield* manyLines(counts.paths, PATH, ([, dropped]) => dropped);
  const only = yield* manyLines(counts.only ?? 0, ONLY, ([, file]) => file);
  const withoutPath = yield* manyLines(counts.withoutPath ?? 0, WITHOUT_PATH, ([, name]) => name);
  const header = {
    ...fields,
    paths,
    ...(counts.only !== null && { only }),
    ...(counts.withoutPath !== undefined && { withoutPath }),
  };
  return { header, list: readManifest(counts.entries, counts.leftOut) };
}

const STATES = ['new', 'accepted', 'paused', 'cancelled', 'finished', 'expired'] as const;
const STATE = z.tuple([z.literal('state'), z.enum(STATES), FIELD.errorCode.nullable()]);
const PROGRESS = z.tuple([z.literal('progress'), FIELD.count]);
const RANK = z.tuple([z.literal('rank'), z.number()]);
/** Ranges before this note that belong to it. */
const ACCEPTED = z.tuple([z.literal('accepted'), FIELD.timeMs, FIELD.count]);
const SKIP = z.tuple([z.literal('skip'), RANGE]);
const CODE = z.union([z.literal(0), FIELD.errorCode]);
const SETTLED = z.tuple([z.literal('settled'), FIELD.index, CODE, FIELD.sha256.nullable()]);

function summarize(): ReturnType<SendSchema['summarize']> {
  const summary: SendSummary = { state: 'new', acceptedAtMs: null, bytesDone: 0, rank: null };
  const rules = new Map([
    ['state', summaryRule(summary, STATE, ([, state]) => ({ state }))],
    ['accepted', summaryRule(summary, ACCEPTED, ([, acceptedAtMs]) => ({ state: 'accepted' as const, acceptedAtMs }))],
    ['progress', summaryRule(summary, PROGRESS, ([, bytesDone]) => ({ bytesDone }))],
    ['rank', summaryRule(summary, RANK, ([, rank]) => ({ rank }))],
  ]);
  return { summary, rules };
}

function replay(manifest: SendManifest | null): ReturnType<SendSchema['replay']> {
  const settled = new Map<number, SettledEntry>();
  let skip: readonly IndexRange[] = [];
  /** What the next `accepted` is about. */
  let ranges: IndexRange[] = [];
  const isEntry = (index: number): boolean => index < (manifest?.entries.length ?? 0);
  const addRange = (range: IndexRange): boolean => {
    if (!isEntry(range[1]) || ranges.length >= MAX_ENTRIES) return false;
    ranges.push(range);
    return true;
  };
  const accept = (rangeCount: number): boolean => {
    skip = ranges;
    ranges = [];
    return skip.length === rangeCount;
  };
  const settle = (index: number, entry: SettledEntry): boolean =>
    isEntry(index) && settled.set(index, entry).has(index);
  const rules = new Map([
    ['skip', noteRule(SKIP, ([, range]) => addRange(range))],
    ['accepted', noteRule(ACCEPTED, ([, , rangeCount]) => accept(rangeCount))],
    ['settled', noteRule(SETTLED, ([, index, code, sha256]) => settle(index, { code, sha256 }))],
  ]);
  return { rules, content: (hasLostNotes) => ({ manifest, skip, settled, hasLostNotes }) };
}

const openWriter: SendSchema['openWriter'] = (shared, { directory, header, notes }) => ({
  ...shared,
  noteManifest: (manifest) =>
    asStorage('write the journal', () => replaceOffer(directory, offerLines(header, manifest))),
  noteAccepted: (acceptedAtMs, skip) => {
    for (const range of skip) notes.writeSoon(['skip', range]);
    return notes.write(['accepted', acceptedAtMs, skip.length]);
  },
  noteSettled: (index, code, sha256 = null) => notes.writeSoon(['settled', index, code, sha256]),
  noteProgress: (bytesDone) => notes.writeSoon(['progress', bytesDone]),
  noteRank: (rank) => notes.writeSoon(['rank', rank]),
});

/** What is written of a transfer that is being sent. */
export const SEND_SCHEMA: SendSchema = {
  firstState: 'new',
  beganAtMs: ({ createdAtMs }) => createdAtMs,
  offerLines,
  readHeader,
  summarize,
  replay,
  openWriter,
};
