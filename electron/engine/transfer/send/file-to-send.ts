import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { ByteRange } from '../../storage/receive-notes.ts';
import type { Source } from './scan.ts';

/** A file to send. */
export interface FileToSend {
  readonly index: number;
  readonly entry: ManifestEntry;
  readonly source: Source;
  /** What of it the receiver holds and has verified; ascending, not touching one another. */
  readonly held: readonly ByteRange[];
}
