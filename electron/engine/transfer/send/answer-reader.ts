import { ProtocolError } from '../../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { IndexRange } from '../../../../shared/model/offer.ts';
import { MAX_HELD_RANGES } from '../../../../shared/protocol/constants.ts';
import type { MessageOf } from '../../../../shared/protocol/messages.ts';
import type { ByteRange } from '../../storage/receive-notes.ts';
import { wantedEntries } from '../wanted.ts';

/** The receiver's whole answer, pages put together and checked against the manifest. */
export interface Answer {
  readonly accepted: boolean;
  readonly isWanted: (index: number) => boolean;
  /** Has its result already; nothing of it is sent. */
  readonly isSettled: (index: number) => boolean;
  /** Of wanted files that are not settled; ascending, not touching one another. */
  readonly heldOf: (index: number) => readonly ByteRange[];
  readonly skip: readonly IndexRange[];
}

const NOTHING_HELD: readonly ByteRange[] = [];

/** Puts the pages of an ANSWER together. PROTOCOL.md §4.9 */
export class AnswerReader {
  readonly #entries: readonly ManifestEntry[];
  readonly #skip: IndexRange[] = [];
  readonly #settled: IndexRange[] = [];
  readonly #held = new Map<number, { from: number; to: number }[]>();
  #heldCount = 0;
  #wasYes = false;
  #lastHeldIndex = -1;

  constructor(entries: readonly ManifestEntry[]) {
    this.#entries = entries;
  }

  /** The answer when `page` was its last one, else null. Throws a ProtocolError for what no honest receiver says. */
  add(page: MessageOf<'answer'>): Answer | null {
    // each page brings something new, so that a list of pages ends
    const itemCount = page.skip.length + page.settled.length + page.held.length;
    if (!page.isLast && itemCount === 0) throw bad('an empty page');
    if (!page.accepted && (!page.isLast || itemCount > 0)) throw bad('a no with lists');
    if (this.#wasYes && !page.accepted) throw bad('a no after a yes');
    this.#wasYes = page.accepted;
    for (const range of page.skip) this.#addRange(this.#skip, range);
    for (const range of page.settled) this.#addRange(this.#settled, range);
    for (const [index, from, to] of page.held) this.#addHeld(index, from, to);
    return page.isLast ? this.#finish(page.accepted) : null;
  }

  #addRange(ranges: IndexRange[], [first, last]: IndexRange): void {
    const lastBefore = ranges.at(-1)?.[1] ?? -1;
    if (first <= lastBefore || last < first || last >= this.#entries.length) throw bad('ranges out of order or bounds');
    ranges.push([first, last]);
  }

  #addHeld(index: number, from: number, to: number): void {
    this.#heldCount += 1;
    if (this.#heldCount > MAX_HELD_RANGES) throw new ProtocolError('PROTOCOL_TOO_LARGE', 'too many held ranges');
    const entry = this.#entries[index];
    if (index < this.#lastHeldIndex || entry?.kind !== 'file') throw bad('held bytes of what was not offered');
    this.#lastHeldIndex = index;
    const ranges = this.#held.get(index) ?? [];
    const last = ranges.at(-1);
    if (from < (last?.to ?? 0) || to <= from || to > entry.sizeBytes) throw bad('held bytes out of order or bounds');
    if (last?.to === from) last.to = to;
    else ranges.push({ from, to });
    this.#held.set(index, ranges);
  }

  #finish(accepted: boolean): Answer {
    const wanted = wantedEntries(this.#entries, this.#skip);
    const settled = new Uint8Array(this.#entries.length);
    for (const [first, last] of this.#settled) settled.fill(1, first, last + 1);
    const isWanted = (index: number): boolean => wanted[index] === 1;
    const isSettled = (index: number): boolean => settled[index] === 1;
    for (const index of this.#held.keys()) {
      if (!isWanted(index) || isSettled(index)) throw bad('held bytes of what is not wanted');
    }
    const heldOf = (index: number): readonly ByteRange[] => this.#held.get(index) ?? NOTHING_HELD;
    return { accepted, isWanted, isSettled, heldOf, skip: this.#skip };
  }
}

function bad(what: string): ProtocolError {
  return new ProtocolError('PROTOCOL_BAD_MESSAGE', `ANSWER: ${what}`);
}
