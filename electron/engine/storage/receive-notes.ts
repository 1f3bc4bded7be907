import type { DirectoryRecord } from './directories.ts';

/** Bytes of a part that are checked as one and, when they are wrong, sent again as one. The last block may be shorter. */
export const CHECKED_BLOCK_BYTES = 1024 * 1024;

/**
 * A file of up to this size is written and placed in one visit: its bytes are not noted, as notes would be more work than
 * to send it again.
 */
export const UNNOTED_BYTES = 256 * 1024;

/** Bytes of a file, `from` included, `to` not. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * How a file got its name, when that was not the plain way: its very bytes stood there and nothing was received; it took
 * the name of another one, which is in the trash; it should have and stands beside it.
 */
export const PLACED_HOW = ['was-there', 'replaced', 'not-replaced'] as const;
export type PlacedHow = (typeof PLACED_HOW)[number];

/** Where something stands now. */
export interface Placed {
  /** Relative to the inbox, `/` between components. */
  readonly savedAs: string;
  readonly how?: PlacedHow | undefined;
}

/** A file that is in place under its final name. */
export interface PlacedFile extends Placed {
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/**
 * What a receiving transfer writes down as it goes, so that a later run of the app can go on with it. What was noted
 * survives the death of the process at any moment; a power cut may lose the last notes, which costs what they were about.
 */
export interface ReceiveNotes {
  /** A directory was made or adopted; `STAGING` is one of them. Resolves when a killed process would not lose it. */
  noteDirectory(index: number, record: DirectoryRecord): Promise<void>;
  /**
   * Block number `block` of a part was handed to the system. Written within a moment, in the order of the calls, and
   * before any other note that is made later.
   *
   * @param crc32 - of the block's bytes, unsigned
   */
  noteBlock(index: number, block: number, crc32: number): void;
  /** Resolves when a kill would not lose what `noteBlock` was told so far. Never rejects. */
  noted(): Promise<void>;
  /** The part is gone: what was noted of its blocks no longer holds. */
  noteDropped(index: number): void;
  /** A complete file is about to be renamed to `name`; only where links cannot tell later whether that happened. */
  notePlacing(index: number, name: string, sha256: string): Promise<void>;
  /** What has the planned name of a complete file is about to go to the trash. */
  noteReplacing(index: number): Promise<void>;
  /** The file is in place. Its part may be removed when this resolves, not before. */
  notePlaced(index: number, placed: PlacedFile): Promise<void>;
  /** The same for many files, by index. */
  notePlacedAll(placed: ReadonlyMap<number, PlacedFile>): Promise<void>;
}

/** What the notes of an earlier run say. Our own file, but nothing in it is believed without a look at the disk. */
export interface ReceiveState {
  readonly directories: ReadonlyMap<number, DirectoryRecord>;
  /** Index of the entry → block number → CRC-32. */
  readonly blocks: ReadonlyMap<number, ReadonlyMap<number, number>>;
  readonly placing: ReadonlyMap<number, { readonly name: string; readonly sha256: string }>;
  readonly replacing: ReadonlySet<number>;
  readonly placed: ReadonlyMap<number, PlacedFile>;
  /** Some notes could not be read: a file may be in place that none of them names. */
  readonly hasLostNotes: boolean;
}

/** How far an earlier run came. */
export interface Progress {
  readonly state: ReceiveState;
  /** Asked between reads. */
  readonly isStopped: () => boolean;
}

/** An earlier run to go on with. */
export interface Resumption extends Progress {
  /** When its staging directory was made, Unix nanoseconds; null: nobody knows. */
  readonly bornNs: bigint | null;
}
