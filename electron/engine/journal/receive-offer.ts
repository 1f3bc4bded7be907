import { z } from 'zod';
import type { PeerId, TransferId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { IndexRange } from '../../../shared/model/offer.ts';
import { EXISTING_NAMES, type ExistingChoice } from '../../../shared/model/settings.ts';
import { MAX_ENTRIES } from '../../../shared/protocol/constants.ts';
import { encodeLine, type JournalRecord } from './journal-line.ts';
import { FIELD } from './note-rules.ts';
import { entryRecord, EntryReader, type OfferReader } from './offer-file.ts';

/** What was accepted, from whom, and where it goes. */
export interface ReceiveHeader {
  readonly transferId: TransferId;
  readonly peerId: PeerId;
  readonly peerName: string;
  /** Absolute path of the folder that receives. */
  readonly directory: string;
  /** Entries that were not wanted. */
  readonly skip: readonly IndexRange[];
  readonly existing: ExistingChoice;
  /** Files for which `existing` is the other way round. */
  readonly exceptions: readonly IndexRange[];
  /** Unix time. */
  readonly startedAtMs: number;
  readonly acceptedAtMs: number;
  /** Of the accepted files. */
  readonly totalBytes: number;
}

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
});
const HEAD = z.tuple([z.literal('incoming'), z.literal(VERSION), HEADER, COUNTS]);

export const RANGE = z
  .tuple([FIELD.index, FIELD.index])
  .refine(([first, last]) => first <= last)
  .readonly();
const SKIP = z.tuple([z.literal('skip'), RANGE]);
const EXCEPTION = z.tuple([z.literal('exception'), RANGE]);

/** Lines of the offer of a journal. Throws on what could not be read again: a bug of the caller's. */
export function* receiveOfferLines(header: ReceiveHeader, entries: readonly ManifestEntry[]): Generator<string, void> {
  const { skip, exceptions } = header;
  const counts = { skip: skip.length, exceptions: exceptions.length, entries: entries.length };
  yield encodeLine(HEAD.parse(['incoming', VERSION, header, counts]));
  for (const range of skip) yield encodeLine(SKIP.parse(['skip', range]));
  for (const range of exceptions) yield encodeLine(EXCEPTION.parse(['exception', range]));
  for (const [index, entry] of entries.entries()) yield encodeLine(entryRecord(index, entry));
}

/** Reads what `receiveOfferLines` wrote. */
export class ReceiveOfferReader implements OfferReader {
  #head: z.infer<typeof HEAD> | null = null;
  readonly #skip: IndexRange[] = [];
  readonly #exceptions: IndexRange[] = [];
  readonly #entries = new EntryReader();

  get entries(): readonly ManifestEntry[] {
    return this.#entries.entries;
  }

  get entryCount(): number {
    return this.#head?.[3].entries ?? 0;
  }

  /** null until the head is there. */
  get header(): ReceiveHeader | null {
    return this.#head === null ? null : { ...this.#head[2], skip: this.#skip, exceptions: this.#exceptions };
  }

  hasHead(): boolean {
    return this.#hasSkip() && this.#exceptions.length === this.#head?.[3].exceptions;
  }

  isWhole(): boolean {
    return this.hasHead() && this.entries.length === this.entryCount;
  }

  add(record: JournalRecord): boolean {
    if (this.#head === null) return this.#addHead(record);
    if (!this.#hasSkip()) return this.#addRange(SKIP.safeParse(record).data?.[1], this.#skip);
    if (!this.hasHead()) return this.#addRange(EXCEPTION.safeParse(record).data?.[1], this.#exceptions);
    return !this.isWhole() && this.#entries.add(record);
  }

  #addHead(record: JournalRecord): boolean {
    this.#head = HEAD.safeParse(record).data ?? null;
    return this.#head !== null;
  }

  #hasSkip(): boolean {
    return this.#head !== null && this.#skip.length === this.#head[3].skip;
  }

  #addRange(range: IndexRange | undefined, ranges: IndexRange[]): boolean {
    if (range === undefined || range[1] >= this.entryCount) return false;
    ranges.push(range);
    return true;
  }
}
