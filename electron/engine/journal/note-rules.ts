import path from 'node:path';
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../../../shared/errors/codes.ts';
import { isPeerId, isTransferId, type PeerId, type TransferId } from '../../../shared/model/ids.ts';
import { MAX_DATE_MS, MAX_DEPTH, MAX_ENTRIES } from '../../../shared/protocol/constants.ts';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';
import { decodeLine, hasTag, type JournalRecord } from './journal-line.ts';
import { readLines } from './read-lines.ts';

/** UTF-16 units: the longest path of Windows. */
const MAX_TEXT_UNITS = 32_767;

/** Names that we gave ourselves: 64 components of 255 bytes. */
const MAX_SAVED_UNITS = MAX_DEPTH * 256;

const isText = (value: unknown): value is string => typeof value === 'string';

/** One name that means nothing but itself. No name that we give has any of `\` and `:`. */
function isSafeName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[\0/\\:]/.test(name);
}

function isSafePath(text: string): boolean {
  const names = text.split('/', MAX_DEPTH + 1);
  return names.length <= MAX_DEPTH && names.every(isSafeName);
}

/** The parts that notes and headers are made of. */
export const FIELD = {
  text: z.string().max(MAX_TEXT_UNITS),
  absolutePath: z
    .string()
    .max(MAX_TEXT_UNITS)
    .refine((text) => path.isAbsolute(text) && !text.includes('\0')),
  count: z.int().min(0),
  index: z
    .int()
    .min(0)
    .max(MAX_ENTRIES - 1),
  crc32: z.int().min(0).max(0xffff_ffff),
  timeMs: z.int().min(-MAX_DATE_MS).max(MAX_DATE_MS),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  decimal: z.string().regex(/^\d{1,20}$/),
  name: z.string().max(MAX_SAVED_UNITS).refine(isSafeName),
  /** Relative, `/` between components. */
  savedPath: z.string().max(MAX_SAVED_UNITS).refine(isSafePath),
  transferId: z.custom<TransferId>((value) => isText(value) && isTransferId(value)),
  peerId: z.custom<PeerId>((value) => isText(value) && isPeerId(value)),
  errorCode: z.custom<ErrorCode>((value) => isText(value) && Object.hasOwn(ERROR_CODES, value)),
} as const;

/** Entries, the first and the last of them included. */
export const RANGE = z
  .tuple([FIELD.index, FIELD.index])
  .refine(([first, last]) => first <= last)
  .readonly();

/** Checks one kind of note and takes in what it says; false when it cannot be true. */
export type NoteRule = (record: JournalRecord) => boolean;

/** Notes by their first word. */
export type NoteRules = ReadonlyMap<string, NoteRule>;

/** @param apply - gives false when the note contradicts what is known */
export function noteRule<T>(schema: z.ZodType<T>, apply: (fields: T) => boolean): NoteRule {
  return (record) => {
    const checked = schema.safeParse(record);
    return checked.success && apply(checked.data);
  };
}

/** For a note that replaces what a summary says. */
export function summaryRule<Fields, Summary extends object>(
  summary: Summary,
  schema: z.ZodType<Fields>,
  pick: (fields: Fields) => Partial<Summary>,
): NoteRule {
  return noteRule(schema, (fields) => Object.assign(summary, pick(fields)) === summary);
}

/**
 * Takes in the notes of a file that one of `rules` is for. A note that is damaged, unknown or untrue is left out.
 *
 * @param only - looks at these alone, which is fast
 * @returns whether notes are missing: some were left out, or the first is gone, which is a state. A torn last one
 * is not counted: nobody was told that it was written
 */
export async function replayNotes(file: string, rules: NoteRules, only?: readonly string[]): Promise<boolean> {
  let hasState = false;
  try {
    const { lostLines } = await readLines(file, (line) => {
      if (only?.every((tag) => !hasTag(line, tag)) === true) return 'used';
      const record = decodeLine(line);
      if (record === null || rules.get(record[0])?.(record) !== true) return 'lost';
      hasState ||= record[0] === 'state';
      return 'used';
    });
    return lostLines > 0 || !hasState;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return true;
    throw error;
  }
}
