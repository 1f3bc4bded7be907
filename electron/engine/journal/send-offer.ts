import path from 'node:path';
import { z } from 'zod';
import type { ErrorCode } from '../../../shared/errors/codes.ts';
import type { PeerId, TransferId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { MAX_ENTRIES } from '../../../shared/protocol/constants.ts';
import { encodeLine, type JournalRecord } from './journal-line.ts';
import { FIELD } from './note-rules.ts';
import { entryRecord, EntryReader, type OfferReader } from './offer-file.ts';

/** Things dropped at once. */
export const MAX_PATHS = 10_000;
/** Files named to be sent alone. */
export const MAX_ONLY = 5_000;

/** What the user wants to send, and to whom. */
export interface SendHeader {
  readonly transferId: TransferId;
  readonly peerId: PeerId;
  readonly peerName: string;
  /** Absolute, as dropped; at most 10,000. */
  readonly paths: readonly string[];
  /** Only these files are sent, as the manifest names them; at most 5,000. Absent: all. */
  readonly only?: readonly string[] | undefined;
  readonly title: string;
  readonly itemCount: number;
  /** Unix time. */
  readonly createdAtMs: number;
}

/** Something under the dropped paths that is not sent, and why. */
export interface LeftOut {
  readonly path: string;
  readonly status: 'skipped' | 'failed';
  readonly code: ErrorCode;
}

/** All that was found under the dropped paths. */
export interface SendManifest {
  readonly entries: readonly ManifestEntry[];
  /** Absolute, one for each entry. */
  readonly sourcePaths: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

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
  /** null: the folders have not been read yet. */
  entries: FIELD.count.max(MAX_ENTRIES).nullable(),
  leftOut: FIELD.count.max(MAX_ENTRIES),
});
const HEAD = z.tuple([z.literal('outgoing'), z.literal(VERSION), HEADER, COUNTS]);
const PATH = z.tuple([z.literal('path'), FIELD.absolutePath]);
/** Compared with names, never opened. */
const ONLY = z.tuple([z.literal('only'), FIELD.text]);
/** The source of the entry before it; null: where its path says, below the source of its topmost folder. */
const SOURCE = z.tuple([z.literal('source'), FIELD.absolutePath.nullable()]);
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

function* manifestLines({ entries, sourcePaths, leftOut }: SendManifest): Generator<string, void> {
  const guess = new SourceGuess();
  for (const [index, entry] of entries.entries()) {
    const sourcePath = sourcePaths[index] ?? '';
    yield encodeLine(entryRecord(index, entry));
    const stored = guess.of(entry.path) === sourcePath ? null : sourcePath;
    yield encodeLine(SOURCE.parse(['source', stored]));
    guess.learn(entry.path, sourcePath);
  }
  for (const { path: leftPath, status, code } of leftOut) {
    yield encodeLine(LEFT_OUT.parse(['left-out', leftPath, status, code]));
  }
}

/**
 * Lines of the offer of a journal. Of more than 200,000 things left out the rest is not kept. Throws on what could not
 * be read again: a bug of the caller's.
 */
export function* sendOfferLines(header: SendHeader, manifest: SendManifest | null): Generator<string, void> {
  const leftOut = manifest?.leftOut.slice(0, MAX_ENTRIES) ?? [];
  const counts = {
    paths: header.paths.length,
    only: header.only?.length ?? null,
    entries: manifest?.entries.length ?? null,
    leftOut: leftOut.length,
  };
  yield encodeLine(HEAD.parse(['outgoing', VERSION, header, counts]));
  for (const dropped of header.paths) yield encodeLine(PATH.parse(['path', dropped]));
  for (const file of header.only ?? []) yield encodeLine(ONLY.parse(['only', file]));
  if (manifest !== null) yield* manifestLines({ ...manifest, leftOut });
}

/** Reads what `sendOfferLines` wrote. */
export class SendOfferReader implements OfferReader {
  #head: z.infer<typeof HEAD> | null = null;
  readonly #paths: string[] = [];
  readonly #only: string[] = [];
  readonly #entries = new EntryReader();
  readonly #sourcePaths: string[] = [];
  readonly #leftOut: LeftOut[] = [];
  readonly #guess = new SourceGuess();

  /** null: the folders had not been read yet. */
  get manifest(): SendManifest | null {
    if (this.entryCount === null) return null;
    return { entries: this.#entries.entries, sourcePaths: this.#sourcePaths, leftOut: this.#leftOut };
  }

  get entryCount(): number | null {
    return this.#head?.[3].entries ?? null;
  }

  /** null until the head is there. */
  get header(): SendHeader | null {
    if (this.#head === null) return null;
    const [, , fields, counts] = this.#head;
    return { ...fields, paths: this.#paths, ...(counts.only !== null && { only: this.#only }) };
  }

  hasHead(): boolean {
    return this.#hasPaths() && this.#only.length === (this.#head?.[3].only ?? 0);
  }

  isWhole(): boolean {
    return this.hasHead() && this.#hasSources() && this.#leftOut.length === this.#head?.[3].leftOut;
  }

  add(record: JournalRecord): boolean {
    if (this.#head === null) return this.#addHead(record);
    if (!this.#hasPaths()) return this.#addPath(record);
    if (!this.hasHead()) return this.#addOnly(record);
    if (!this.#hasSources()) return this.#addEntryOrSource(record);
    return !this.isWhole() && this.#addLeftOut(record);
  }

  #hasPaths(): boolean {
    return this.#head !== null && this.#paths.length === this.#head[3].paths;
  }

  #hasSources(): boolean {
    return this.#sourcePaths.length === (this.entryCount ?? 0);
  }

  #addHead(record: JournalRecord): boolean {
    this.#head = HEAD.safeParse(record).data ?? null;
    return this.#head !== null;
  }

  #addPath(record: JournalRecord): boolean {
    const dropped = PATH.safeParse(record).data?.[1];
    if (dropped === undefined) return false;
    this.#paths.push(dropped);
    return true;
  }

  #addOnly(record: JournalRecord): boolean {
    const file = ONLY.safeParse(record).data?.[1];
    if (file === undefined) return false;
    this.#only.push(file);
    return true;
  }

  #addEntryOrSource(record: JournalRecord): boolean {
    const entry = this.#entries.entries[this.#sourcePaths.length];
    if (entry === undefined) return this.#entries.add(record);
    const stored = SOURCE.safeParse(record).data?.[1];
    if (stored === undefined) return false;
    const sourcePath = stored ?? this.#guess.of(entry.path);
    if (sourcePath === null) return false;
    this.#sourcePaths.push(sourcePath);
    this.#guess.learn(entry.path, sourcePath);
    return true;
  }

  #addLeftOut(record: JournalRecord): boolean {
    const checked = LEFT_OUT.safeParse(record).data;
    if (checked === undefined) return false;
    const [, leftPath, status, code] = checked;
    this.#leftOut.push({ path: leftPath, status, code });
    return true;
  }
}
