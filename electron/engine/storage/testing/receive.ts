import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toTransferId, type TransferId } from '../../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { ExistingChoice } from '../../../../shared/model/settings.ts';
import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import { lookAtFolder, problemOf, type Inbox, type InboxTransfer, type Placed } from '../inbox.ts';
import type { TransferOrder } from '../transfer-parts.ts';
import { inParallel } from '../in-parallel.ts';
import { NO_NOTES } from './no-notes.ts';

/** A folder for received files with a neighbour that must never change. */
export interface TestInbox {
  /** Holds `rootDir` and `outside`; nothing else may ever appear in it. */
  readonly parentDir: string;
  readonly rootDir: string;
  readonly outsideDir: string;
  readonly dataDir: string;
  remove(): Promise<void>;
}

export async function makeTestInbox(): Promise<TestInbox> {
  const base = await realpath(await mkdtemp(path.join(tmpdir(), 'lanyard-inbox-')));
  const parentDir = path.join(base, 'home');
  const rootDir = path.join(parentDir, 'inbox');
  const outsideDir = path.join(parentDir, 'outside');
  await mkdir(rootDir, { recursive: true });
  await mkdir(outsideDir);
  const remove = () => rm(base, { recursive: true, force: true });
  return { parentDir, rootDir, outsideDir, dataDir: path.join(base, 'data'), remove };
}

function newTransferId(): TransferId {
  return toTransferId(randomBytes(16).toString('hex'));
}

/** Whole seconds, long ago: never the time at which a test runs. */
export const MTIME_MS = Date.UTC(2001, 1, 3, 4, 5, 6);

export function fileEntry(filePath: string, content: string | Uint8Array): ManifestEntry {
  const sizeBytes = Buffer.byteLength(content);
  return { path: filePath, kind: 'file', sizeBytes, mtimeMs: MTIME_MS, isExecutable: true };
}

export function directoryEntry(directoryPath: string): ManifestEntry {
  return { path: directoryPath, kind: 'directory', sizeBytes: 0, mtimeMs: MTIME_MS, isExecutable: false };
}

export function sha256Hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Why a file of that size cannot be received into `rootDir`; null: it can. */
export async function checkDestination(rootDir: string, sizeBytes: number): Promise<ErrorInfo | null> {
  return problemOf(await lookAtFolder(rootDir), [{ ...fileEntry('file', ''), sizeBytes }]);
}

/** A new transfer of all `entries`. */
export function orderOf(
  entries: readonly ManifestEntry[],
  changes: Partial<Pick<TransferOrder, 'existing' | 'isException' | 'notes'>> = {},
): TransferOrder {
  const all = { existing: 'keep-both', isWanted: () => true, isException: () => false, notes: NO_NOTES } as const;
  return { transferId: newTransferId(), entries, ...all, ...changes };
}

/** Writes and commits one file of an open transfer. */
export async function receiveFile(
  transfer: InboxTransfer,
  index: number,
  content: string | Uint8Array,
  mtimeMs = MTIME_MS,
): Promise<Placed> {
  const part = await transfer.openPart(index);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  try {
    await part.write([bytes]);
    return await part.commit(sha256Hex(bytes), mtimeMs);
  } finally {
    await part.discard();
  }
}

/** What a transfer of these things looks like: a null content is a folder. */
export type Things = readonly (readonly [path: string, content: string | null])[];

/** Receives all of it in one transfer, eight at a time; says where each entry came to stand. */
export async function receiveAll(inbox: Inbox, things: Things, existing?: ExistingChoice): Promise<readonly string[]> {
  const entries = things.map(([name, content]) => (content === null ? directoryEntry(name) : fileEntry(name, content)));
  const transfer = await inbox.beginTransfer(orderOf(entries, existing && { existing }));
  const saved: string[] = [];
  await inParallel(things.entries(), 8, async ([index, [, content]]) => {
    const placed = await (content === null ? transfer.makeDirectory(index) : receiveFile(transfer, index, content));
    saved[index] = placed.savedAs;
  });
  await transfer.finish();
  return saved;
}

/** Every name below `directory`, sorted; folders end in `/`, links in `@`. Follows nothing. */
export async function listTree(directory: string): Promise<readonly string[]> {
  const found: string[] = [];
  const walk = async (relative: string): Promise<void> => {
    for (const entry of await readdir(path.join(directory, relative), { withFileTypes: true })) {
      const name = `${relative}${entry.name}`;
      found.push(name + (entry.isDirectory() ? '/' : entry.isSymbolicLink() ? '@' : ''));
      if (entry.isDirectory()) await walk(`${name}/`);
    }
  };
  await walk('');
  return found.sort();
}

export async function readText(...parts: string[]): Promise<string> {
  return readFile(path.join(...parts), 'utf8');
}

export async function isThere(...parts: string[]): Promise<boolean> {
  return lstat(path.join(...parts)).then(
    () => true,
    () => false,
  );
}

/** Does `change` until the clock of the file system has moved on, so that its trace can be seen. */
export async function changeLater(file: string, change: () => Promise<void>): Promise<void> {
  const ctimeNs = async () => (await lstat(file, { bigint: true }).catch(() => null))?.ctimeNs;
  const before = await ctimeNs();
  do await change();
  while ((await ctimeNs()) === before);
}
