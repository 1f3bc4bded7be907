import type { ErrorCode } from '../../../../shared/errors/codes.ts';
import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import type { Page } from '../../../../shared/ipc/contract.ts';
import { NOTHING_LEFT_OUT, type LeftOut } from '../../../../shared/model/left-out.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { FileRemark, FileRow, FileStatus, TransferReport } from '../../../../shared/model/transfer.ts';
import { FileRemarks } from './file-remarks.ts';

/** Of one SHA-256. */
const HASH_BYTES = 32;

const STATUSES: readonly FileStatus[] = ['pending', 'active', 'done', 'skipped', 'failed'];

interface FileListQuery {
  readonly offset: number;
  readonly limit: number;
  readonly filter: 'all' | 'problems';
}

/**
 * Every file and folder of one transfer and what became of it. Made for 200,000 of them: a byte of state and 32 of
 * hash each (6.4 MB, from the first hash on), rows only when asked for.
 */
export class FileList {
  readonly entries: ManifestEntry[] = [];
  /** Things that never got into the manifest: links, special files, what could not be read. */
  readonly #left: FileRow[] = [];
  /** Of `#left`, what failed. */
  #leftFailedCount = 0;
  #leftOutThere = NOTHING_LEFT_OUT;
  #statuses = new Uint8Array(1024);
  readonly #errors = new Map<number, ErrorInfo>();
  readonly #savedAs = new Map<number, string>();
  /** 32 bytes for each entry; all zero: not known. Empty until the first one is. */
  #hashes: Buffer = Buffer.alloc(0);
  readonly #remarks = new FileRemarks();
  #counts = { files: 0, done: 0, skipped: 0, failed: 0 };

  /** Files, folders not counted; what is not wanted counts as skipped only, and what was left out unless it failed not at all. */
  get counts(): { readonly files: number; readonly done: number; readonly skipped: number; readonly failed: number } {
    return this.#counts;
  }

  get firstError(): ErrorInfo | null {
    const [first] = this.#errors.values();
    return first ?? this.#left.find((row) => row.status === 'failed')?.error ?? null;
  }

  get report(): TransferReport {
    const { count, listed } = this.#leftOutThere;
    return {
      wasThere: this.#remarks.countOf('was-there'),
      replaced: this.#remarks.countOf('replaced'),
      notReplaced: this.#remarks.countOf('not-replaced'),
      renamed: this.#remarks.countOf('renamed'),
      notExecutable: this.#remarks.countOf('not-executable'),
      leftOut: this.#left.length - this.#leftFailedCount + (count - listed.length),
    };
  }

  add(entry: ManifestEntry): void {
    this.entries.push(entry);
    if (entry.kind === 'file') this.#counts.files++;
    if (this.entries.length > this.#statuses.length) this.#grow();
  }

  /** Gives the memory of a long list back; the counts stay. Nothing came of it, and nobody asks for its files. */
  forgetEntries(): void {
    this.entries.length = 0;
    this.#statuses = new Uint8Array(0);
  }

  /** Notes something that is not offered at all. */
  addLeftOut(path: string, status: 'skipped' | 'failed', error: ErrorInfo): void {
    this.#left.push({
      index: -1,
      path,
      savedAs: null,
      kind: 'file',
      sizeBytes: 0,
      status,
      sha256: null,
      error,
      remarks: [],
    });
    if (status === 'skipped') return;
    this.#counts.failed++;
    this.#leftFailedCount++;
  }

  /** Notes what the sender says that it did not offer: it is told, and nothing here has failed. */
  addLeftOutThere(leftOut: LeftOut): void {
    for (const { path, code } of leftOut.listed) this.addLeftOut(path, 'skipped', { code, at: 'there' });
    this.#leftOutThere = leftOut;
  }

  get leftOutThere(): LeftOut {
    return this.#leftOutThere;
  }

  errorOf(index: number): ErrorInfo | null {
    return this.#errors.get(index) ?? null;
  }

  /** Files that were offered and failed: those that can be sent alone. */
  get failedOfferedCount(): number {
    return this.#counts.failed - this.#leftFailedCount;
  }

  /** What never got into the manifest, and why. */
  get leftOut(): readonly { path: string; status: 'skipped' | 'failed'; code: ErrorCode }[] {
    return this.#left.map(({ path, status, error }) => ({
      path,
      status: status === 'failed' ? 'failed' : 'skipped',
      code: error?.code ?? 'INTERNAL',
    }));
  }

  statusOf(index: number): FileStatus {
    return STATUSES[this.#statuses[index] ?? 0] ?? 'pending';
  }

  set(index: number, status: FileStatus, error: ErrorInfo | null = null): void {
    const before = this.statusOf(index);
    this.#statuses[index] = STATUSES.indexOf(status);
    if (error) this.#errors.set(index, error);
    else this.#errors.delete(index);
    if (this.entries[index]?.kind === 'file') this.#recount(before, status);
  }

  /** @param savedAs - relative to the inbox */
  setSavedAs(index: number, savedAs: string): void {
    if (savedAs !== this.entries[index]?.path) this.#savedAs.set(index, savedAs);
  }

  /** Instead of what was said of it before. */
  setRemarks(index: number, remarks: readonly FileRemark[]): void {
    this.#remarks.set(index, remarks, this.entries.length);
  }

  /** Beside what was said of it before. */
  setRemark(index: number, remark: FileRemark): void {
    this.setRemarks(index, [...this.#remarks.of(index), remark]);
  }

  /** Shown as soon as the file is `done`. */
  setSha256(index: number, sha256: string): void {
    const end = (index + 1) * HASH_BYTES;
    if (end > this.#hashes.length) this.#growHashes(end);
    this.#hashes.write(sha256, end - HASH_BYTES, HASH_BYTES, 'hex');
  }

  page({ offset, limit, filter }: FileListQuery): Page<FileRow> {
    const problems = filter === 'problems' ? this.#problems() : null;
    const total = this.#left.length + (problems ?? this.entries).length;
    const rows: FileRow[] = [];
    for (let position = offset; position < Math.min(total, offset + limit); position++) {
      const listed = position - this.#left.length;
      rows.push(this.#left[position] ?? this.#row(problems?.[listed] ?? listed));
    }
    return { total, rows };
  }

  /** Indexes, ascending. */
  #problems(): readonly number[] {
    const problems = new Set([...this.#errors.keys(), ...this.#remarks.notable()]);
    return [...problems].sort((a, b) => a - b);
  }

  #row(index: number): FileRow {
    const entry = this.entries[index];
    if (!entry) throw new Error('bug: no such entry');
    const { path, kind, sizeBytes } = entry;
    const savedAs = this.#savedAs.get(index) ?? null;
    const status = this.statusOf(index);
    return {
      index,
      path,
      savedAs,
      kind,
      sizeBytes,
      status,
      sha256: status === 'done' ? this.sha256Of(index) : null,
      error: this.#errors.get(index) ?? null,
      remarks: this.#remarks.of(index),
    };
  }

  /** 64 hex digits; null: not known. */
  sha256Of(index: number): string | null {
    const hash = this.#hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
    return hash.some((byte) => byte !== 0) ? hash.toString('hex') : null;
  }

  /** Hashes come when the list is complete, so that this happens once. */
  #growHashes(neededBytes: number): void {
    const larger = Buffer.alloc(Math.max(neededBytes, this.entries.length * HASH_BYTES));
    larger.set(this.#hashes);
    this.#hashes = larger;
  }

  #recount(before: FileStatus, after: FileStatus): void {
    for (const [status, step] of [
      [before, -1],
      [after, 1],
    ] as const) {
      if (status === 'done' || status === 'skipped' || status === 'failed') this.#counts[status] += step;
      if (status === 'skipped') this.#counts.files -= step;
    }
  }

  #grow(): void {
    const larger = new Uint8Array(this.#statuses.length * 2);
    larger.set(this.#statuses);
    this.#statuses = larger;
  }
}
