import { z } from 'zod';
import { HISTORY_FILTERS } from '../model/history.ts';
import { isPeerId, isTransferId, type PeerId, type TransferId } from '../model/ids.ts';
import type { IndexRange } from '../model/offer.ts';
import { EXISTING_CHOICES } from '../model/settings.ts';
import { LINE_MOVES } from '../model/transfer.ts';
import { IPC_LIMITS, isSendablePath } from './limits.ts';
import { settingsPatchFields } from './settings-schema.ts';

const peerId = z.custom<PeerId>((value) => typeof value === 'string' && isPeerId(value));
const transferId = z.custom<TransferId>((value) => typeof value === 'string' && isTransferId(value));

/** None when nothing of it has a path: the engine says what becomes of that. */
const paths: z.ZodType<readonly string[]> = z.array(z.string().refine(isSendablePath)).max(IPC_LIMITS.paths);

/** Only shown; what they name has no path. */
const names: z.ZodType<readonly string[]> = z.array(z.string().max(IPC_LIMITS.nameUnits)).max(IPC_LIMITS.paths);

const entryIndex = z
  .int()
  .min(0)
  .max(IPC_LIMITS.entries - 1);
const fileIndexes: z.ZodType<readonly number[]> = z.array(entryIndex).min(1).max(IPC_LIMITS.retryFiles);
/** Sorted, not overlapping. */
const ranges: z.ZodType<readonly IndexRange[]> = z
  .array(z.tuple([entryIndex, entryIndex]))
  .max(IPC_LIMITS.entries)
  .refine(isSorted);

/** True when every range is the right way round and starts behind the end of the one before. */
function isSorted(sorted: readonly IndexRange[]): boolean {
  let last = -1;
  return sorted.every((range) => {
    const isBehind = range[0] > last && range[1] >= range[0];
    last = range[1];
    return isBehind;
  });
}

const rows = { offset: z.int().min(0), limit: z.int().min(1).max(IPC_LIMITS.pageRows) };

/**
 * What the fields of a request may hold: a parser for each kind of field, from which the contract takes those that a
 * request has. `page`, `historyQuery` and `settingsPatch` are several fields that belong together.
 */
export const fields = {
  peerId,
  transferId,
  address: z.string().min(1).max(IPC_LIMITS.addressUnits),
  paths,
  names,
  fileIndexes,
  ranges,
  flag: z.boolean(),
  thingsToSend: z.enum(['files', 'folders']),
  lineMove: z.enum(LINE_MOVES),
  fileFilter: z.enum(['all', 'problems']),
  existingChoice: z.enum(EXISTING_CHOICES),
  pendingId: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  page: { transferId, ...rows },
  historyQuery: { text: z.string().max(IPC_LIMITS.searchUnits), filter: z.enum(HISTORY_FILTERS), ...rows },
  settingsPatch: settingsPatchFields,
};

export type Fields = typeof fields;
