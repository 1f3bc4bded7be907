import path from 'node:path';
import { z } from 'zod';
import type { ErrorCode } from '../../../shared/errors/codes.ts';
import type { EntryKind } from '../../../shared/model/transfer.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { ROOT, STAGING, type DirectoryRecord } from '../storage/directories.ts';
import {
  CHECKED_BLOCK_BYTES,
  PLACED_HOW,
  type ReceiveState,
  type PlacedFile,
  type PlacedHow,
} from '../storage/receive-notes.ts';
import { isStagingName } from '../storage/staging-name.ts';
import { NOTES_FILE } from './journal-directory.ts';
import type { JournalRecord } from './journal-line.ts';
import { FIELD, noteRule, replayNotes, type NoteRules } from './note-rules.ts';

/** Where a transfer that is being received stood when the app last wrote it down. */
export const RECEIVE_STATES = ['active', 'paused', 'cancelled', 'finished', 'expired'] as const;
export type ReceiveJournalState = (typeof RECEIVE_STATES)[number];

const BLOCK = z.tuple([z.literal('block'), FIELD.index, FIELD.count, FIELD.crc32]);
const DROPPED = z.tuple([z.literal('dropped'), FIELD.index]);
const PLACING = z.tuple([z.literal('placing'), FIELD.index, FIELD.name, FIELD.sha256]);
const REPLACING = z.tuple([z.literal('replacing'), FIELD.index]);
const PLACED = z.tuple([
  z.literal('placed'),
  FIELD.index,
  FIELD.savedPath,
  FIELD.sha256,
  z.enum(PLACED_HOW).optional(),
]);
const FAILED = z.tuple([z.literal('failed'), FIELD.index, FIELD.errorCode]);
const STATE = z.tuple([z.literal('state'), z.enum(RECEIVE_STATES), FIELD.errorCode.nullable()]);
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

export function directoryNote(index: number, record: DirectoryRecord): JournalRecord {
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

export interface StateNote {
  readonly state: ReceiveJournalState;
  readonly error: ErrorCode | null;
}

/** The last state that was noted; null: none can be read. Fast, as it looks at nothing else. */
export async function readReceiveState(directory: string): Promise<StateNote | null> {
  let last: StateNote | null = null;
  const rule = noteRule(STATE, ([, state, error]) => {
    last = { state, error };
    return true;
  });
  await replayNotes(path.join(directory, NOTES_FILE), new Map([['state', rule]]), ['state']);
  return last;
}

function toPlaced([savedAs, sha256, how]: readonly [string, string, (PlacedHow | undefined)?]): PlacedFile {
  return { savedAs, sha256, ...(how && { how }) };
}

/** Takes in notes one by one, checked against the entries that they are about. */
class ReceiveReplay {
  readonly directories = new Map<number, DirectoryRecord>();
  readonly blocks = new Map<number, Map<number, number>>();
  readonly placing = new Map<number, { readonly name: string; readonly sha256: string }>();
  readonly replacing = new Set<number>();
  readonly placed = new Map<number, PlacedFile>();
  readonly failed = new Map<number, ErrorCode>();
  /** The first note of every file of notes is a state. */
  hasState = false;
  readonly #entries: readonly ManifestEntry[];

  constructor(entries: readonly ManifestEntry[]) {
    this.#entries = entries;
  }

  readonly rules: NoteRules = new Map([
    ['directory', noteRule(DIRECTORY, (fields) => this.#addDirectory(fields))],
    ['block', noteRule(BLOCK, ([, index, block, crc32]) => this.#addBlock(index, block, crc32))],
    ['dropped', noteRule(DROPPED, ([, index]) => this.#about(index, 'file', () => this.blocks.delete(index)))],
    ['placing', noteRule(PLACING, ([, index, name, sha256]) => this.#addPlacing(index, name, sha256))],
    ['replacing', noteRule(REPLACING, ([, index]) => this.#about(index, 'file', () => this.replacing.add(index)))],
    ['placed', noteRule(PLACED, ([, index, ...fields]) => this.#addPlaced(index, toPlaced(fields)))],
    ['failed', noteRule(FAILED, ([, index, code]) => this.#addFailed(index, code))],
    ['state', noteRule(STATE, () => (this.hasState = true))],
  ]);

  #about(index: number, kind: EntryKind, apply: () => unknown): boolean {
    if (this.#entries[index]?.kind !== kind) return false;
    apply();
    return true;
  }

  #addDirectory([, index, parent, name, relativePath, dev, ino, isAdopted]: z.infer<typeof DIRECTORY>): boolean {
    const identity = { dev: BigInt(dev), ino: ino === null ? null : BigInt(ino) };
    const record = { parent, name, relativePath, identity, ...(isAdopted && { isAdopted }) };
    if (!isPlausible(index, record)) return false;
    const keep = () => this.directories.set(index, record);
    return index === STAGING ? keep().has(index) : this.#about(index, 'directory', keep);
  }

  #addBlock(index: number, block: number, crc32: number): boolean {
    if (block * CHECKED_BLOCK_BYTES >= (this.#entries[index]?.sizeBytes ?? 0)) return false;
    const known = this.blocks.get(index);
    if (known === undefined) this.blocks.set(index, new Map([[block, crc32]]));
    else known.set(block, crc32);
    return true;
  }

  #addPlacing(index: number, name: string, sha256: string): boolean {
    return this.#about(index, 'file', () => this.placing.set(index, { name, sha256 }));
  }

  #addPlaced(index: number, placed: PlacedFile): boolean {
    return this.#about(index, 'file', () => {
      this.placed.set(index, placed);
      this.placing.delete(index);
      this.blocks.delete(index);
      this.failed.delete(index);
    });
  }

  /** A file that is in place stays so, whatever failed later. */
  #addFailed(index: number, code: ErrorCode): boolean {
    if (this.#entries[index] === undefined) return false;
    if (!this.placed.has(index)) this.failed.set(index, code);
    return true;
  }
}

/** What the notes of an incoming transfer say. */
export interface ReplayedReceive {
  readonly intake: ReceiveState;
  /** Files that failed and are not in place, and why. */
  readonly failed: ReadonlyMap<number, ErrorCode>;
}

/** Reads all notes. Nothing in them makes it throw; only a file that cannot be read does. */
export async function readReceiveNotes(directory: string, entries: readonly ManifestEntry[]): Promise<ReplayedReceive> {
  const replay = new ReceiveReplay(entries);
  const lostNotes = await replayNotes(path.join(directory, NOTES_FILE), replay.rules);
  const { directories, blocks, placing, replacing, placed, failed } = replay;
  const hasLostNotes = lostNotes > 0 || !replay.hasState;
  return { intake: { directories, blocks, placing, replacing, placed, hasLostNotes }, failed };
}
