import type { TransferId } from '../../../shared/model/ids.ts';
import type { Disk } from '../disk-thread/disk-threads.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { ExistingChoice } from '../../../shared/model/settings.ts';
import type { Directories, DirectoryRecord } from './directories.ts';
import type { PathPlan } from './manifest-check.ts';
import type { OriginMark } from './origin-mark.ts';
import type { ReceiveNotes } from './receive-notes.ts';
import type { Trash } from './replace-standing.ts';

/** What is to be received. */
export interface TransferOrder {
  readonly transferId: TransferId;
  readonly entries: readonly ManifestEntry[];
  /** Entries the user accepted; all others are refused by `openPart`. */
  readonly isWanted: (index: number) => boolean;
  /** What to do with names that stand there already. */
  readonly existing: ExistingChoice;
  /** Files for which `existing` is the other way round: replaced with `skip-identical`, kept with `replace`. */
  readonly isException: (index: number) => boolean;
  /** What a later run goes on from. */
  readonly notes: ReceiveNotes;
}

export interface TransferParts extends TransferOrder {
  readonly rootDir: string;
  readonly plan: PathPlan;
  readonly directories: Directories;
  /** With the staging directory in it. */
  readonly records: Map<number, DirectoryRecord>;
  readonly hasHardLinks: boolean;
  /** Null: no limit is known. */
  readonly maxFileBytes: number | null;
  readonly trash: Trash;
  readonly mark: OriginMark;
  /** Of the inbox. */
  readonly disk: Disk;
  /** Called when the staging directory is no more. */
  readonly forgetStaging: () => Promise<void>;
}
