import type { BigIntStats } from 'node:fs';
import { lstat, readdir, unlink } from 'node:fs/promises';
import { patiently } from '../../disk/patiently.ts';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import { ROOT, STAGING } from './directories.ts';
import { clampTimeMs } from './file-time.ts';
import { asGone } from './standing-directories.ts';
import { isOfSeries } from './free-name.ts';
import type { TransferParts } from './transfer-parts.ts';
import type { PlacedFile, Resumption } from './receive-notes.ts';
import type { HeldPart } from './part.ts';
import { removeReservation } from './place-file.ts';
import { hashOf, withPlainFile } from './plain-file.ts';
import { lookAtStanding } from './standing-file.ts';
import { atPart } from './staging.ts';
import { indexOfPart } from './staging-names.ts';
import { verifyPart } from './part-blocks.ts';

interface RecoveryParts
  extends Pick<TransferParts, 'entries' | 'isWanted' | 'plan' | 'directories' | 'records' | 'notes'>,
    Pick<Resumption, 'state' | 'isStopped'> {}

/** File systems keep times to two seconds or better. */
const TIME_STEP_MS = 2_000;

/** What an earlier run left, as the disk says. */
class Recovery {
  readonly placed = new Map<number, PlacedFile>();
  readonly held = new Map<number, HeldPart>();
  readonly #parts: RecoveryParts;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
  }

  async run(): Promise<void> {
    const { state, directories } = this.#parts;
    for (const [index, placed] of state.placed) {
      if (this.#isFile(index) && isBelowInbox(placed.savedAs)) this.placed.set(index, placed);
    }
    const left = (await directories.within(STAGING, (base) => readdir(base))).map(indexOfPart);
    for (const index of left) if (index !== null && this.#isFile(index)) await this.#recover(index);
    for (const index of state.placing.keys()) if (!left.includes(index)) await this.#recoverRenamed(index);
    for (const index of state.blocks.keys()) {
      if (!this.held.has(index) && !this.placed.has(index)) this.#parts.notes.noteDropped(index);
    }
  }

  #isFile(index: number): boolean {
    return this.#parts.entries[index]?.kind === 'file' && this.#parts.isWanted(index);
  }

  /** Finds out what one staging file is. */
  async #recover(index: number): Promise<void> {
    const stats = await this.#atPart(index, (path) => lstat(path, { bigint: true }));
    // nothing that we would make, nor take away
    if (stats.isDirectory()) return;
    const isNeeded = stats.isFile() && !(await this.#isInPlace(index, stats)) && (await this.#hold(index, stats.ino));
    if (!isNeeded) await this.#atPart(index, (staged) => patiently(() => unlink(staged)));
  }

  async #isInPlace(index: number, stats: BigIntStats): Promise<boolean> {
    const noted = this.placed.get(index);
    if (noted !== undefined && (await this.#stands(index, noted, stats))) return true;
    // a power cut kept the note, and neither the name nor the second link
    this.placed.delete(index);
    const savedAs = stats.nlink >= 2n ? await this.#findLinked(index, stats) : null;
    if (savedAs === null) return false;
    const sha256 = await this.#atPart(index, (path) => this.#hash(path));
    await this.#settle(index, { savedAs, sha256 });
    return true;
  }

  /** Whether a file noted as placed is: its part is a second link, or was not needed for what stands there. */
  async #stands(index: number, { savedAs }: PlacedFile, stats: BigIntStats): Promise<boolean> {
    if (stats.nlink >= 2n) return true;
    const name = savedAs.slice(savedAs.lastIndexOf('/') + 1);
    const found = await this.#atFolder(index, (base) => lstat(`${base}/${name}`));
    return found?.isFile() === true && found.size === this.#parts.entries[index]?.sizeBytes;
  }

  /** Where the file with this part's inode stands; null: nowhere, and it never did. */
  async #findLinked(index: number, stats: BigIntStats): Promise<string | null> {
    const { plan, entries } = this.#parts;
    const planned = plan.names[index] ?? '';
    const name = await this.#atFolder(index, async (base) => {
      const names = (await readdir(base)).filter((found) => isOfSeries(found, planned, 'file', plan.traits));
      for (const found of names) if (await isInode(`${base}/${found}`, stats.ino)) return found;
      return null;
    });
    if (name !== null) return `${this.#folderPath(index)}/${name}`.slice(1);
    const entry = entries[index];
    const ageMs = Number(stats.mtimeMs) - clampTimeMs(entry?.mtimeMs ?? 0);
    // complete files get their time right before their name: the user has given it another one since
    const wasSealed = stats.size === BigInt(entry?.sizeBytes ?? -1) && Math.abs(ageMs) < TIME_STEP_MS;
    return wasSealed ? (plan.safePaths[index] ?? null) : null;
  }

  /** Keeps the good blocks of a part; false: there are none. */
  async #hold(index: number, ino: bigint): Promise<boolean> {
    const { entries, state, isStopped } = this.#parts;
    await this.#unreserve(index);
    const blocks = state.blocks.get(index);
    if (blocks === undefined) return false;
    const sizeBytes = entries[index]?.sizeBytes ?? 0;
    const held = await this.#atPart(index, (path) =>
      withPlainFile(path, (file) => verifyPart(file, sizeBytes, blocks, isStopped)),
    );
    if (held.ranges.length > 0) this.held.set(index, { ...held, ino });
    return held.ranges.length > 0;
  }

  /** The part was to be renamed and was not: the name that was reserved for it is free again. */
  async #unreserve(index: number): Promise<void> {
    const placing = this.#placingOf(index);
    if (placing === null) return;
    await this.#atFolder(index, (base) => removeReservation(`${base}/${placing.name}`, placing.sha256));
  }

  /** The part is gone: either it has its name, or it was discarded. */
  async #recoverRenamed(index: number): Promise<void> {
    const { entries, isStopped } = this.#parts;
    const placing = this.#placingOf(index);
    if (placing === null || this.placed.has(index) || !this.#isFile(index)) return;
    const { name, sha256 } = placing;
    const content = { sizeBytes: entries[index]?.sizeBytes ?? 0, sha256 };
    const standing = await this.#atFolder(index, (base) => lookAtStanding(`${base}/${name}`, content, isStopped));
    if (standing !== 'same') return;
    await this.#settle(index, { savedAs: `${this.#folderPath(index)}/${name}`.slice(1), sha256 });
  }

  #placingOf(index: number): { readonly name: string; readonly sha256: string } | null {
    const placing = this.#parts.state.placing.get(index);
    const { names, traits } = this.#parts.plan;
    const isPlanned = isOfSeries(placing?.name ?? '', names[index] ?? '', 'file', traits);
    return placing !== undefined && isPlanned ? placing : null;
  }

  async #settle(index: number, { savedAs, sha256 }: PlacedFile): Promise<void> {
    const { state, plan } = this.#parts;
    const hasReplaced = state.replacing.has(index) && savedAs.endsWith(plan.names[index] ?? '');
    const placed: PlacedFile = { savedAs, sha256, ...(hasReplaced && { how: 'replaced' }) };
    await this.#parts.notes.notePlaced(index, placed);
    this.placed.set(index, placed);
  }

  #hash(path: string): Promise<string> {
    return withPlainFile(path, async (file) => {
      const { size } = await file.stat();
      const sha256 = await hashOf(file, size, this.#parts.isStopped);
      if (sha256 === null) throw new StorageError('STORAGE_FAILED', 'a file in place became shorter');
      return sha256;
    });
  }

  #atPart<T>(index: number, work: (path: string) => Promise<T>): Promise<T> {
    return atPart(this.#parts.directories, index, work);
  }

  /** Null: the folder of the entry, or what `work` looked for in it, is no more. */
  async #atFolder<T>(index: number, work: (base: string) => Promise<T>): Promise<T | null> {
    const { plan, directories, records } = this.#parts;
    const folder = plan.parents[index] ?? ROOT;
    if (folder !== ROOT && !records.has(folder)) return null;
    return directories.within(folder, work).catch(asGone);
  }

  #folderPath(index: number): string {
    return this.#parts.records.get(this.#parts.plan.parents[index] ?? ROOT)?.relativePath ?? '';
  }
}

async function isInode(path: string, ino: bigint): Promise<boolean> {
  const stats = await lstat(path, { bigint: true }).catch(asGone);
  return stats?.isFile() === true && stats.ino === ino;
}

/** Whether a path that our notes name stays in the inbox. */
function isBelowInbox(savedAs: string): boolean {
  return !savedAs.includes('\0') && savedAs.split('/').every((name) => !['', '.', '..'].includes(name));
}

/**
 * Looks through the staging directory of an earlier run: what is in place already is noted as such, of other parts the
 * good blocks are kept, parts that are of no use are removed.
 *
 * @throws TransferError TRANSFER_CANCELLED when `isStopped`
 */
export async function recoverParts(parts: RecoveryParts): Promise<Pick<Recovery, 'placed' | 'held'>> {
  const recovery = new Recovery(parts);
  await recovery.run();
  return recovery;
}
