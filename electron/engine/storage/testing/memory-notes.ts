import type { DirectoryRecord } from '../directories.ts';
import type { ReceiveNotes, ReceiveState, PlacedFile } from '../receive-notes.ts';

/** A moment between what is done and what is written down of it. */
export type Moment =
  | 'before noteDirectory'
  | 'after noteDirectory'
  | 'before notePlacing'
  | 'after notePlacing'
  | 'before noteReplacing'
  | 'after noteReplacing'
  | 'before notePlaced'
  | 'after notePlaced';

/** Notes that are kept in memory, and the death of the process that makes them: nothing is noted from then on. */
export class MemoryNotes implements ReceiveNotes {
  readonly #directories = new Map<number, DirectoryRecord>();
  readonly #blocks = new Map<number, Map<number, number>>();
  readonly #placing = new Map<number, { name: string; sha256: string }>();
  readonly #replacing = new Set<number>();
  readonly #placed = new Map<number, PlacedFile>();
  readonly #diesAt: Moment | null;
  readonly #diesWithIndex: number | null;
  #isDead = false;

  constructor(diesAt: Moment | null = null, diesWithIndex: number | null = null) {
    this.#diesAt = diesAt;
    this.#diesWithIndex = diesWithIndex;
  }

  noteDirectory(index: number, record: DirectoryRecord): Promise<void> {
    return this.#note('noteDirectory', index, () => this.#directories.set(index, record));
  }

  noteBlock(index: number, block: number, crc32: number): void {
    if (this.#isDead) return;
    const blocks = this.#blocks.get(index) ?? new Map<number, number>();
    this.#blocks.set(index, blocks.set(block, crc32));
  }

  noted(): Promise<void> {
    return Promise.resolve();
  }

  noteDropped(index: number): void {
    if (this.#isDead) return;
    this.#blocks.delete(index);
    this.#placing.delete(index);
  }

  notePlacing(index: number, name: string, sha256: string): Promise<void> {
    return this.#note('notePlacing', index, () => this.#placing.set(index, { name, sha256 }));
  }

  noteReplacing(index: number): Promise<void> {
    return this.#note('noteReplacing', index, () => this.#replacing.add(index));
  }

  notePlaced(index: number, placed: PlacedFile): Promise<void> {
    return this.#note('notePlaced', index, () => this.#placed.set(index, placed));
  }

  async notePlacedAll(placed: ReadonlyMap<number, PlacedFile>): Promise<void> {
    const [first = -1] = placed.keys();
    const dying = [...placed.keys()].find((index) => index === this.#diesWithIndex) ?? first;
    await this.#note('notePlaced', dying, () => {
      for (const [index, file] of placed) this.#placed.set(index, file);
    });
  }

  /** What a later run would read. */
  state(changes: Partial<ReceiveState> = {}): ReceiveState {
    return {
      directories: new Map(this.#directories),
      blocks: new Map([...this.#blocks].map(([index, blocks]) => [index, new Map(blocks)])),
      placing: new Map(this.#placing),
      replacing: new Set(this.#replacing),
      placed: new Map(this.#placed),
      hasLostNotes: false,
      ...changes,
    };
  }

  /** Notes that begin with what these say. */
  continue(): MemoryNotes {
    const next = new MemoryNotes();
    for (const [index, record] of this.#directories) next.#directories.set(index, record);
    for (const [index, blocks] of this.#blocks) next.#blocks.set(index, new Map(blocks));
    for (const [index, placing] of this.#placing) next.#placing.set(index, placing);
    for (const index of this.#replacing) next.#replacing.add(index);
    for (const [index, placed] of this.#placed) next.#placed.set(index, placed);
    return next;
  }

  // a promise that rejects does what a kill does: nobody goes on after it
  #note(what: string, index: number, write: () => void): Promise<void> {
    this.#dieIf(`before ${what}`, index);
    if (!this.#isDead) write();
    this.#dieIf(`after ${what}`, index);
    return this.#isDead ? Promise.reject(new Error('killed')) : Promise.resolve();
  }

  #dieIf(moment: string, index: number): void {
    const isMine = this.#diesWithIndex === null || this.#diesWithIndex === index;
    if (moment === this.#diesAt && isMine) this.#isDead = true;
  }
}
