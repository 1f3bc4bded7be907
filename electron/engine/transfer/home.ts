import type { PeerId, TransferId } from '../../../shared/model/ids.ts';
import type { EngineSettings } from '../engine-api.ts';
import type { DiskReaders } from '../disk-thread/disk-readers.ts';
import type { DiskThreads } from '../disk-thread/disk-threads.ts';
import type { Journals } from '../journal/journals.ts';
import type { Log } from '../log.ts';
import type { DiskGate } from '../storage/disk-gate.ts';
import type { Trash } from '../storage/replace-standing.ts';
import type { StagingRegistry } from '../storage/staging-registry.ts';
import type { Session } from '../transport/handshake.ts';
import type { BusyCount } from './busy-count.ts';
import type { TransferTable } from './list/transfer-table.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** What all transfers of one engine share. */
interface TransferHome {
  /** What the user sees. */
  readonly table: TransferTable;
  readonly journals: Journals;
  /** Of one direction. */
  readonly limiter: RateLimiter;
  readonly busy: BusyCount;
  readonly threads: DiskThreads;
  readonly log: Log;
}

export interface SendHome extends TransferHome {
  /** Read what is sent. */
  readonly readers: DiskReaders;
  /** Of all looks at what is to be sent. */
  readonly disks: DiskGate;
  /**
   * A session for a transfer with a peer, wherever it is now.
   *
   * @throws PeerError
   */
  readonly dial: (peerId: PeerId, signal: AbortSignal) => Promise<Session>;
}

export interface ReceiveHome extends TransferHome {
  readonly registry: StagingRegistry;
  /** Where replaced files go. */
  readonly trash: Trash;
  /** As they are now. */
  readonly settings: () => EngineSettings;
  /** Tells the sender of a transfer without a connection that it may go on, or that it was cancelled. Never rejects. */
  readonly tell: (peerId: PeerId, what: 'ready' | 'cancel', transferId: TransferId) => Promise<void>;
}
