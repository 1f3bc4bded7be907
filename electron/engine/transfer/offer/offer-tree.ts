import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { OfferEntry, Standing } from '../../../../shared/model/offer.ts';
import { parentsOf } from '../wanted.ts';

/**
 * A checked manifest (depth-first, each folder before what is in it) with what the list shows of each folder: where it
 * ends, how many files and bytes are in it. 16 bytes an entry beside the manifest; rows only when asked for.
 */
export class OfferTree {
  readonly #entries: readonly ManifestEntry[];
  readonly #lastIndexes: Int32Array;
  readonly #fileCounts: Int32Array;
  readonly #sizes: Float64Array;

  constructor(entries: readonly ManifestEntry[]) {
    this.#entries = entries;
    this.#lastIndexes = new Int32Array(entries.length);
    this.#fileCounts = new Int32Array(entries.length);
    this.#sizes = new Float64Array(entries.length);
    entries.forEach(({ kind, sizeBytes }, index) => {
      this.#lastIndexes[index] = index;
      this.#fileCounts[index] = kind === 'file' ? 1 : 0;
      this.#sizes[index] = sizeBytes;
    });
    const parents = parentsOf(entries);
    // from the end, so that a folder is complete before it is added to its own
    for (let index = entries.length - 1; index >= 0; index--) {
      const parent = parents[index] ?? -1;
      if (parent >= 0) this.#addTo(parent, index);
    }
  }

  /** @param standingOf - what is known of each file at the destination */
  rows(offset: number, limit: number, standingOf: (index: number) => Standing): OfferEntry[] {
    const page = this.#entries.slice(offset, offset + limit);
    return page.map(({ path, kind }, position) => {
      const index = offset + position;
      return {
        index,
        path,
        kind,
        sizeBytes: this.#sizes[index] ?? 0,
        lastIndex: this.#lastIndexes[index] ?? index,
        fileCount: this.#fileCounts[index] ?? 0,
        standing: standingOf(index),
      };
    });
  }

  #addTo(parent: number, index: number): void {
    this.#lastIndexes[parent] = Math.max(this.#lastIndexes[parent] ?? 0, this.#lastIndexes[index] ?? 0);
    this.#fileCounts[parent] = (this.#fileCounts[parent] ?? 0) + (this.#fileCounts[index] ?? 0);
    this.#sizes[parent] = (this.#sizes[parent] ?? 0) + (this.#sizes[index] ?? 0);
  }
}
