import { constants, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { toWireTime } from './scan.ts';

/**
 * Never through a link that replaced the file after the scan, never stuck on a pipe. Windows has neither flag.
 * The scan has resolved links that the user dropped, so every path ends in the file itself.
 */
const FLAGS: Partial<typeof constants> = constants;
const OPEN_FLAGS = constants.O_RDONLY | (FLAGS.O_NOFOLLOW ?? 0) | (FLAGS.O_NONBLOCK ?? 0);

/** A file being sent: opened once, and only bytes of the version that was offered leave it. */
export interface SourceFile {
  /**
   * Fills `target` with the bytes at `offset`.
   * @throws {@link TransferError} TRANSFER_SOURCE_CHANGED when the file ends before that
   */
  readFully(target: Uint8Array, offset: number): Promise<void>;
  /** Throws TRANSFER_SOURCE_CHANGED unless size, times and inode are still what they were at the opening. */
  assertUnchanged(): Promise<void>;
  close(): Promise<void>;
}

function toSourceError(cause: unknown): TransferError {
  if (cause instanceof TransferError) return cause;
  const code = cause instanceof Error && 'code' in cause ? cause.code : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return new TransferError('TRANSFER_SOURCE_MISSING', 'gone', { cause });
  if (code === 'ELOOP') return new TransferError('TRANSFER_SOURCE_CHANGED', 'became a link', { cause });
  return new TransferError('TRANSFER_SOURCE_UNREADABLE', 'cannot be read', { cause });
}

const changed = (what: string): TransferError => new TransferError('TRANSFER_SOURCE_CHANGED', what);

function checkIsOffered(stats: Stats, entry: ManifestEntry): void {
  if (!stats.isFile()) throw changed('no longer a file');
  if (stats.size !== entry.sizeBytes || toWireTime(stats.mtimeMs) !== entry.mtimeMs)
    throw changed('changed since it was offered');
}

/**
 * Opens the file behind `entry`.
 * @throws {@link TransferError} TRANSFER_SOURCE_MISSING, TRANSFER_SOURCE_UNREADABLE, TRANSFER_SOURCE_CHANGED
 */
export async function openSource(sourcePath: string, entry: ManifestEntry): Promise<SourceFile> {
  const handle = await open(sourcePath, OPEN_FLAGS).catch((error: unknown) => {
    throw toSourceError(error);
  });
  try {
    const opened = await handle.stat();
    checkIsOffered(opened, entry);
    return toSourceFile(handle, opened);
  } catch (error) {
    await handle.close();
    throw toSourceError(error);
  }
}

function toSourceFile(handle: FileHandle, opened: Stats): SourceFile {
  return {
    async readFully(target, offset) {
      for (let filled = 0; filled < target.length; ) {
        const { bytesRead } = await handle
          .read(target, filled, target.length - filled, offset + filled)
          .catch((error: unknown) => {
            throw toSourceError(error);
          });
        if (bytesRead === 0) throw changed('shorter than it was');
        filled += bytesRead;
      }
    },
    async assertUnchanged() {
      const now = await handle.stat().catch((error: unknown) => {
        throw toSourceError(error);
      });
      const isSame = now.size === opened.size && now.mtimeMs === opened.mtimeMs && now.ino === opened.ino;
      if (!isSame) throw changed('changed while being sent');
    },
    close: () => handle.close(),
  };
}
