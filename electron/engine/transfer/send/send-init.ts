import type { TransferRecord } from '../list/transfer-record.ts';
import type { SendSources } from './manifest.ts';
import type { Source } from './scan.ts';
import type { SendLine } from './send-line.ts';
import type { SendNotes } from './send-notes.ts';
import type { SendStage } from './send-state.ts';

export interface SendTransferInit {
  readonly record: TransferRecord;
  readonly sources: SendSources;
  /** Place among all that goes to this peer, from an earlier run; undefined: by its age. */
  readonly rank?: number | undefined;
  readonly notes: SendNotes;
  readonly stage: SendStage;
  /** Of each entry of the record's files. */
  readonly entrySources: readonly Source[];
}

/** Shared with the others to its peer. `onAnswered`: that peer has one question less to answer. */
export type ToPeer = { readonly line: SendLine; readonly onAnswered: () => void };
