import path from 'node:path';
import { foldName, type NameTraits } from './manifest-check.ts';
import type { PlacedFile, ReceiveNotes } from './receive-notes.ts';

/** Of all transfers under way in this process: what one of them has just placed is not replaced by another one. */
const underWay = new Set<FilePlaces>();

/** Whether a transfer that is under way placed the file with this absolute path, or is about to. */
export function isJustPlaced(absolute: string): boolean {
  return [...underWay].some((places) => places.hasTaken(absolute));
}

/** Where the files of one transfer stand. */
export class FilePlaces {
  readonly #rootDir: string;
  readonly #notes: ReceiveNotes;
  readonly #traits: NameTraits;
  /** By index. */
  readonly #saved = new Map<number, string>();
  /** All values of `#saved`, and names that are just being taken, folded as the volume does. */
  readonly #taken = new Set<string>();
  /** In place, but only the staging file tells so. */
  readonly #unnoted = new Set<number>();

  constructor(rootDir: string, notes: ReceiveNotes, traits: NameTraits) {
    this.#rootDir = foldName(rootDir, traits);
    this.#notes = notes;
    this.#traits = traits;
    underWay.add(this);
  }

  isInPlace(index: number): boolean {
    return this.#saved.has(index);
  }

  /** It is in place and could not be noted: its staging file has to stay, to tell a later run. */
  isUnnoted(index: number): boolean {
    return this.#unnoted.has(index);
  }

  /** @param savedAs - relative to the inbox, `/` between components */
  isTaken(savedAs: string): boolean {
    return this.#taken.has(this.#fold(savedAs));
  }

  hasTaken(absolute: string): boolean {
    const relative = path.relative(this.#rootDir, this.#fold(absolute));
    return this.#taken.has(path.sep === '/' ? relative : relative.replaceAll(path.sep, '/'));
  }

  /** A name is about to be taken: others see that before they see the file. @returns takes it back */
  announce(savedAs: string): () => void {
    const name = this.#fold(savedAs);
    if (this.#taken.has(name)) return () => undefined;
    this.#taken.add(name);
    return () => void this.#taken.delete(name);
  }

  /** Takes it for granted that the file stands there. */
  save(index: number, savedAs: string): void {
    this.#saved.set(index, savedAs);
    this.#taken.add(this.#fold(savedAs));
  }

  /** The file is in place: says so to a later run. */
  async note(index: number, placed: PlacedFile): Promise<void> {
    this.save(index, placed.savedAs);
    this.#unnoted.add(index);
    await this.#notes.notePlaced(index, placed);
    this.#unnoted.delete(index);
  }

  /** The same for many files, by index. */
  async noteAll(placed: ReadonlyMap<number, PlacedFile>): Promise<void> {
    if (placed.size === 0) return;
    for (const [index, { savedAs }] of placed) {
      this.save(index, savedAs);
      this.#unnoted.add(index);
    }
    await this.#notes.notePlacedAll(placed);
    for (const index of placed.keys()) this.#unnoted.delete(index);
  }

  /** Nothing more is placed. Safe to call twice. */
  release(): void {
    underWay.delete(this);
  }

  /** Two paths that the volume takes for one become the same text. */
  #fold(savedAs: string): string {
    return foldName(savedAs, this.#traits);
  }
}
