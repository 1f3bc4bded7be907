import { z } from 'zod';
import { isPeerId, isTransferId, type PeerId, type TransferId } from '../model/ids.ts';
import { HISTORY_FILTERS } from '../model/history.ts';
import type { IndexRange } from '../model/offer.ts';
import { EXISTING_CHOICES } from '../model/settings.ts';
import { LINE_MOVES } from '../model/transfer.ts';
import { settingsPatchSchema } from './settings-schema.ts';
import type { RequestArgs, RequestChannel } from './contract.ts';

/** Limits of one call. They keep a broken page from filling main's memory; the window never comes near them. */
export const IPC_LIMITS = {
  /** Dropped or pasted at the top level; what lies below them is not counted. */
  paths: 10_000,
  /** UTF-16 units of one path: Windows' own limit is 32,767. */
  pathUnits: 32 * 1024,
  /** UTF-16 units of a typed address; a DNS name has at most 253. */
  addressUnits: 300,
  pageRows: 1_000,
  /** Files named to be sent again. */
  retryFiles: 1_000,
  /** UTF-16 units of what is looked for in the history. */
  searchUnits: 1_000,
  /** Entries of the largest manifest, PROTOCOL.md §5.1. */
  entries: 200_000,
} as const;

const peerId = z.custom<PeerId>((value) => typeof value === 'string' && isPeerId(value));
const transferId = z.custom<TransferId>((value) => typeof value === 'string' && isTransferId(value));
const ofTransfer = z.tuple([z.strictObject({ transferId })]);

// `/x`, `C:\x`, `C:/x`, `\\server\share`: what webUtils.getPathForFile gives; main's engine checks it as its own system does
const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/;
const path = z
  .string()
  .max(IPC_LIMITS.pathUnits)
  .refine((text) => ABSOLUTE.test(text) && !text.includes('\0'));

const entryIndex = z
  .int()
  .min(0)
  .max(IPC_LIMITS.entries - 1);
const indexRange = z.tuple([entryIndex, entryIndex]);

/** True when every range is the right way round and starts behind the end of the one before. */
function isSorted(ranges: readonly IndexRange[]): boolean {
  let last = -1;
  return ranges.every((range) => {
    const isBehind = range[0] > last && range[1] >= range[0];
    last = range[1];
    return isBehind;
  });
}

const none = z.tuple([]);
const ofPeer = z.tuple([z.strictObject({ peerId })]);
const pendingId = z.int().min(0);
const page = { transferId, offset: z.int().min(0), limit: z.int().min(1).max(IPC_LIMITS.pageRows) };

/** One parser for the arguments of each channel. Unknown keys are refused: the preload is ours and sends none. */
export const requestSchemas: { readonly [C in RequestChannel]: z.ZodType<RequestArgs<C>> } = {
  'app:snapshot': none,
  'app:tell-view': z.tuple([z.strictObject({ isHome: z.boolean() })]),
  'app:open-log-folder': none,
  'app:copy-diagnostics': none,
  'peers:add': z.tuple([z.strictObject({ address: z.string().min(1).max(IPC_LIMITS.addressUnits) })]),
  'peers:forget': ofPeer,
  'transfers:send': z.tuple([z.strictObject({ peerId, paths: z.array(path).min(1).max(IPC_LIMITS.paths) })]),
  'transfers:choose-and-send': z.tuple([z.strictObject({ peerId, kind: z.enum(['files', 'folders']) })]),
  'transfers:cancel': ofTransfer,
  'transfers:pause': ofTransfer,
  'transfers:resume': ofTransfer,
  'transfers:send-again': ofTransfer,
  'transfers:retry': z.tuple([
    z.strictObject({ transferId, indexes: z.array(entryIndex).min(1).max(IPC_LIMITS.retryFiles).optional() }),
  ]),
  'transfers:move': z.tuple([z.strictObject({ transferId, to: z.enum(LINE_MOVES) })]),
  'transfers:cancel-waiting': ofPeer,
  'transfers:dismiss': ofTransfer,
  'transfers:show-in-folder': ofTransfer,
  'transfers:files': z.tuple([z.strictObject({ ...page, filter: z.enum(['all', 'problems']) })]),
  'offers:entries': z.tuple([z.strictObject(page)]),
  'offers:choose-folder': ofTransfer,
  'offers:accept': z.tuple([
    z.strictObject({
      transferId,
      skip: z.array(indexRange).max(IPC_LIMITS.entries).refine(isSorted),
      existing: z.enum(EXISTING_CHOICES).optional(),
      exceptions: z.array(indexRange).max(IPC_LIMITS.entries).refine(isSorted).optional(),
    }),
  ]),
  'offers:decline': ofTransfer,
  'settings:change': z.tuple([settingsPatchSchema]),
  'settings:choose-inbox': none,
  'settings:reset-inbox': none,
  'settings:choose-peer-folder': ofPeer,
  'settings:reset-peer-folder': ofPeer,
  'settings:dismiss-broken': none,
  'history:page': z.tuple([
    z.strictObject({
      text: z.string().max(IPC_LIMITS.searchUnits),
      filter: z.enum(HISTORY_FILTERS),
      offset: page.offset,
      limit: page.limit,
    }),
  ]),
  'history:files': z.tuple([z.strictObject(page)]),
  'history:remove': ofTransfer,
  'history:clear': none,
  'history:send-again': ofTransfer,
  'history:show-in-folder': ofTransfer,
  'history:copy-hash': z.tuple([z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })]),
  'history:save-receipt': ofTransfer,
  'history:checks': none,
  'history:check': ofTransfer,
  'history:cancel-check': ofTransfer,
  'history:problems': z.tuple([z.strictObject(page)]),
  'pending:send': z.tuple([z.strictObject({ id: pendingId, peerId })]),
  'pending:forget': z.tuple([z.strictObject({ id: pendingId })]),
  'updates:check': none,
  'updates:download': none,
  'updates:restart': none,
};
