import type { EntryKind } from './transfer.ts';

/** One file or folder of an offer. Its index is its position in the manifest. PROTOCOL.md §5.1 */
export interface ManifestEntry {
  /** Relative, `/` between components, as the sender names it: a peer's text, not a path of this disk. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Directories: 0. */
  readonly sizeBytes: number;
  /** Unix time. */
  readonly mtimeMs: number;
  readonly isExecutable: boolean;
}
