import path from 'node:path';
import { z } from 'zod';
import type { ErrorCode } from '../../../shared/errors/codes.ts';
import type { IndexRange } from '../../../shared/model/offer.ts';
import { MAX_ENTRIES } from '../../../shared/protocol/constants.ts';
import { RANGE } from './receive-offer.ts';
import { NOTES_FILE } from './journal-directory.ts';
import { FIELD, noteRule, replayNotes, type NoteRules } from './note-rules.ts';

/** Where a transfer that is being sent stood when the app last wrote it down. `new`: not accepted yet. */
export const SEND_STATES = ['new', 'accepted', 'paused', 'cancelled', 'finished', 'expired'] as const;
export type SendJournalState = (typeof SEND_STATES)[number];

/** What the receiver said of an entry; 0: it is in place. */
export interface SettledEntry {
  readonly code: ErrorCode | 0;
  /** null: not known. */
  readonly sha256: string | null;
}

/** What the notes of an outgoing transfer say. */
export interface ReplayedSend {
  /** Entries that the receiver did not want. */
  readonly skip: readonly IndexRange[];
  readonly settled: ReadonlyMap<number, SettledEntry>;
  readonly hasLostNotes: boolean;
}

/** The last of what was noted about the whole. */
export interface SendSummary {
  state: SendJournalState;
  error: ErrorCode | null;
  /** Unix time; null: not yet. */
  acceptedAtMs: number | null;
  /** Place in the line to its peer, smaller first; null: it was never moved. */
  rank: number | null;
}

const STATE = z.tuple([z.literal('state'), z.enum(SEND_STATES), FIELD.errorCode.nullable()]);
const RANK = z.tuple([z.literal('rank'), z.number()]);
/** Ranges before this note that belong to it. */
const ACCEPTED = z.tuple([z.literal('accepted'), FIELD.timeMs, FIELD.count]);
const SKIP = z.tuple([z.literal('skip'), RANGE]);
const CODE = z.union([z.literal(0), FIELD.errorCode]);
const SETTLED = z.tuple([z.literal('settled'), FIELD.index, CODE, FIELD.sha256.nullable()]);

/** The last state and place that were noted, and when the yes came. Fast, as it looks at nothing else. */
export async function readSendSummary(directory: string): Promise<SendSummary> {
  const summary: SendSummary = { state: 'new', error: null, acceptedAtMs: null, rank: null };
  const state = noteRule(STATE, ([, noted, error]) => {
    Object.assign(summary, { state: noted, error });
    return true;
  });
  const accepted = noteRule(ACCEPTED, ([, acceptedAtMs]) => {
    Object.assign(summary, { state: 'accepted', error: null, acceptedAtMs });
    return true;
  });
  const moved = noteRule(RANK, ([, rank]) => {
    summary.rank = rank;
    return true;
  });
  const rules = new Map([
    ['state', state],
    ['accepted', accepted],
    ['rank', moved],
  ]);
  await replayNotes(path.join(directory, NOTES_FILE), rules, [...rules.keys()]);
  return summary;
}

class SendReplay {
  skip: readonly IndexRange[] = [];
  readonly settled = new Map<number, SettledEntry>();
  /** The first note of every file of notes is a state. */
  hasState = false;
  #ranges: IndexRange[] = [];
  readonly #entryCount: number;

  constructor(entryCount: number) {
    this.#entryCount = entryCount;
  }

  readonly rules: NoteRules = new Map([
    ['state', noteRule(STATE, () => (this.hasState = true))],
    // of the whole, above
    ['rank', noteRule(RANK, () => true)],
    ['skip', noteRule(SKIP, ([, range]) => this.#addRange(range))],
    ['accepted', noteRule(ACCEPTED, ([, , rangeCount]) => this.#accept(rangeCount))],
    ['settled', noteRule(SETTLED, ([, index, code, sha256]) => this.#settle(index, { code, sha256 }))],
  ]);

  #addRange(range: IndexRange): boolean {
    if (range[1] >= this.#entryCount || this.#ranges.length >= MAX_ENTRIES) return false;
    this.#ranges.push(range);
    return true;
  }

  #accept(rangeCount: number): boolean {
    this.skip = this.#ranges;
    this.#ranges = [];
    return this.skip.length === rangeCount;
  }

  #settle(index: number, entry: SettledEntry): boolean {
    if (index >= this.#entryCount) return false;
    this.settled.set(index, entry);
    return true;
  }
}

/** Reads all notes. Nothing in them makes it throw; only a file that cannot be read does. */
export async function readSendNotes(directory: string, entryCount: number): Promise<ReplayedSend> {
  const replay = new SendReplay(entryCount);
  const lostNotes = await replayNotes(path.join(directory, NOTES_FILE), replay.rules);
  const { skip, settled } = replay;
  return { skip, settled, hasLostNotes: lostNotes > 0 || !replay.hasState };
}
