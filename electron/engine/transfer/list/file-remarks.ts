import { FILE_REMARKS, type FileRemark } from '../../../../shared/model/transfer.ts';

const NONE: readonly FileRemark[] = [];

const bitOf = (remark: FileRemark): number => 1 << FILE_REMARKS.indexOf(remark);

/** What did not go the plain way, by entry: one byte each, from the first remark on. */
export class FileRemarks {
  #bits = new Uint8Array(0);
  readonly #counts = new Map<FileRemark, number>();

  countOf(remark: FileRemark): number {
    return this.#counts.get(remark) ?? 0;
  }

  of(index: number): readonly FileRemark[] {
    const bits = this.#bits[index] ?? 0;
    return bits === 0 ? NONE : FILE_REMARKS.filter((remark) => (bits & bitOf(remark)) !== 0);
  }

  /**
   * Instead of what was said of the entry before.
   *
   * @param entryCount - of the whole list
   */
  set(index: number, remarks: readonly FileRemark[], entryCount: number): void {
    const before = this.#bits[index] ?? 0;
    const after = remarks.reduce((bits, remark) => bits | bitOf(remark), 0);
    if (before === after) return;
    if (index >= this.#bits.length) this.#grow(Math.max(index + 1, entryCount));
    this.#bits[index] = after;
    for (const remark of FILE_REMARKS) {
      const step = ((after & bitOf(remark)) === 0 ? 0 : 1) - ((before & bitOf(remark)) === 0 ? 0 : 1);
      if (step !== 0) this.#counts.set(remark, this.countOf(remark) + step);
    }
  }

  /** Ascending: entries with a remark that somebody may want to look into. That a file was there is no such one. */
  notable(): number[] {
    const plain = bitOf('was-there');
    const found: number[] = [];
    for (const [index, bits] of this.#bits.entries()) if ((bits & ~plain) !== 0) found.push(index);
    return found;
  }

  #grow(length: number): void {
    const larger = new Uint8Array(length);
    larger.set(this.#bits);
    this.#bits = larger;
  }
}
