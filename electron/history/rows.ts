import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../../shared/errors/codes.ts';
import type { ErrorInfo } from '../../shared/errors/error-info.ts';
import { HISTORY_RESULTS, type HistoryEntry, type HistoryFile } from '../../shared/model/history.ts';
import { isPeerId, isTransferId, type PeerId, type TransferId } from '../../shared/model/ids.ts';
import type { HistoryOrigin, ListedFile, ReceiptHead } from './history-api.ts';
import { remarksColumn, reportColumn } from './report-columns.ts';

/** UTF-16 units of a name or path; a path on Windows has at most 32,767. */
const MAX_TEXT = 40_000;
/** As many as one call of the page may bring. */
const MAX_PATHS = 10_000;

const text = z.string().max(MAX_TEXT);
const count = z.int().min(0);
const timeMs = z.int().min(0).max(8.64e15);
const place = z.enum(['here', 'there']);
const path = text.refine((value) => isAbsolute(value) && !value.includes('\0'));
const peerId = z.custom<PeerId>((value) => typeof value === 'string' && isPeerId(value));
const transferId = z.custom<TransferId>((value) => typeof value === 'string' && isTransferId(value));
const errorCode = z.custom<ErrorCode>((value) => typeof value === 'string' && Object.hasOwn(ERROR_CODES, value));

const entryRow = z.object({
  id: transferId,
  direction: z.enum(['send', 'receive']),
  peer_id: peerId,
  peer_name: text,
  title: text,
  item_count: count,
  result: z.enum(HISTORY_RESULTS),
  error_code: errorCode.nullable(),
  error_at: place.nullable(),
  short_bytes: count.nullable(),
  cancelled_by: place.nullable(),
  bytes_done: count,
  bytes_total: count,
  files_done: count,
  files_total: count,
  files_failed: count,
  started_at: timeMs,
  accepted_at: timeMs.nullable(),
  ended_at: timeMs,
  source_count: count,
  can_show: z.literal([0, 1]),
  halted: z.literal([0, 1]),
  report: reportColumn,
});

const fileRow = z.object({
  manifest_index: z.int().min(-1),
  path: text,
  saved_as: text.nullable(),
  kind: z.enum(['file', 'directory']),
  size: count,
  status: z.enum(['pending', 'active', 'done', 'skipped', 'failed']),
  sha256: z
    .instanceof(Uint8Array)
    .refine((bytes) => bytes.byteLength === 32)
    .nullable(),
  error_code: errorCode.nullable(),
  error_at: place.nullable(),
  remarks: remarksColumn,
});

const listedRow = fileRow.extend({ place: count });

const receiptRow = entryRow.extend({ hashed_files: count, hashed_bytes: count });

const originRow = z.object({
  peer_id: peerId,
  shown_path: path.nullable(),
  source_paths: z.array(path).max(MAX_PATHS),
});

/** One line of the list as the page gets it; null: the row makes no sense. */
export function toEntry(value: unknown): HistoryEntry | null {
  const parsed = entryRow.safeParse(value);
  if (!parsed.success) return null;
  const row = parsed.data;
  return {
    id: row.id,
    direction: row.direction,
    peerId: row.peer_id,
    peerName: row.peer_name,
    title: row.title,
    itemCount: row.item_count,
    result: row.result,
    error: toError(row),
    cancelledBy: row.cancelled_by,
    bytesDone: row.bytes_done,
    bytesTotal: row.bytes_total,
    filesDone: row.files_done,
    filesTotal: row.files_total,
    filesFailed: row.files_failed,
    startedAtMs: row.started_at,
    endedAtMs: row.ended_at,
    averageBytesPerSec: averageOf(row),
    canSendAgain: row.direction === 'send' && row.source_count > 0,
    canShow: row.can_show === 1,
    report: row.report,
  };
}

/** One file as the page gets it; null: the row makes no sense. */
export function toFile(value: unknown): HistoryFile | null {
  const parsed = fileRow.safeParse(value);
  return parsed.success ? fileOf(parsed.data) : null;
}

/** The same with its place. */
export function toListedFile(value: unknown): ListedFile | null {
  const parsed = listedRow.safeParse(value);
  return parsed.success ? { ...fileOf(parsed.data), place: parsed.data.place } : null;
}

/** null: the row makes no sense. */
export function toReceiptHead(value: unknown): ReceiptHead | null {
  const parsed = receiptRow.safeParse(value);
  if (!parsed.success) return null;
  const row = parsed.data;
  return {
    transferId: row.id,
    direction: row.direction,
    peerId: row.peer_id,
    peerName: row.peer_name,
    title: row.title,
    itemCount: row.item_count,
    result: row.result,
    bytesDone: row.bytes_done,
    bytesTotal: row.bytes_total,
    filesDone: row.files_done,
    filesTotal: row.files_total,
    filesFailed: row.files_failed,
    startedAtMs: row.started_at,
    acceptedAtMs: row.accepted_at,
    endedAtMs: row.ended_at,
    hashedFiles: row.hashed_files,
    hashedBytes: row.hashed_bytes,
    report: row.report,
  };
}

function fileOf(row: z.infer<typeof fileRow>): HistoryFile {
  return {
    index: row.manifest_index,
    path: row.path,
    savedAs: row.saved_as,
    kind: row.kind,
    sizeBytes: row.size,
    status: row.status,
    sha256: row.sha256 && Buffer.from(row.sha256).toString('hex'),
    error: toError({ ...row, short_bytes: null }),
    remarks: row.remarks,
  };
}

/** null: the row makes no sense, or names what is no absolute path. */
export function toOrigin(row: Readonly<Record<string, unknown>>): HistoryOrigin | null {
  const parsed = originRow.safeParse({ ...row, source_paths: parseJson(row['source_paths']) });
  if (!parsed.success) return null;
  const { peer_id: peer, shown_path: shownPath, source_paths: sourcePaths } = parsed.data;
  return { peerId: peer, shownPath, sourcePaths };
}

interface ErrorColumns {
  readonly error_code: ErrorCode | null;
  readonly error_at: 'here' | 'there' | null;
  readonly short_bytes: number | null;
}

function toError({ error_code: code, error_at: at, short_bytes: shortBytes }: ErrorColumns): ErrorInfo | null {
  if (code === null) return null;
  return { code, at: at ?? 'here', ...(shortBytes !== null && { shortBytes }) };
}

function averageOf(row: z.infer<typeof entryRow>): number | null {
  if (row.halted === 1) return null;
  const durationMs = row.ended_at - (row.accepted_at ?? row.ended_at);
  return row.bytes_done > 0 && durationMs > 0 ? (row.bytes_done * 1000) / durationMs : null;
}

function parseJson(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : null;
  } catch {
    return null;
  }
}
