import { PeerError, type LanyardError } from '../../../../shared/errors/lanyard-error.ts';
import type { TransferId } from '../../../../shared/model/ids.ts';
import { NOTHING_LEFT_OUT, type LeftOut } from '../../../../shared/model/left-out.ts';
import { ManifestReader } from '../../../../shared/protocol/manifest-reader.ts';
import type { ControlMessage } from '../../../../shared/protocol/messages.ts';
import { deferred } from '../../deferred.ts';
import { orAbort } from '../abortable.ts';
import { collectSoon } from './collect-soon.ts';
import { fromWireLeftOut } from '../list/left-out.ts';

/** What a connection is for, when its client has said all that it says first. */
interface Opened {
  readonly type: 'offer' | 'resume' | 'ready' | 'cancel';
  readonly transferId: TransferId;
}

interface OpeningOptions {
  /** An offer begins. Throws where it is not taken. */
  readonly onOffer: (transferId: TransferId) => void;
  /** The list has grown by so much memory. Throws where there is no room for it. */
  readonly onListed: (bytes: number) => void;
  /** The client says too little, or for too long. */
  readonly onTimeout: (error: LanyardError) => void;
}

/** From WELCOME to a complete list. PROTOCOL.md §6 */
const LISTING_TIMEOUT_MS = 120_000;
/** Without OFFER, or another page: a sender that still reads its folders dials again when it has. PROTOCOL.md §6 */
const NEXT_FRAME_TIMEOUT_MS = 10_000;
/** Memory of an entry beside its path: measured, V8 of Node 20. */
const ENTRY_BYTES = 160;
/** Memory of a list that is worth collecting. */
const LONG_LIST_BYTES = 1024 * 1024;

/** The first that a client says on a connection: a whole offer, or one word about a transfer. */
export class Opening {
  #manifest = new ManifestReader();
  /** Memory of the list so far. */
  #listBytes = 0;
  readonly #options: OpeningOptions;
  readonly #opened = deferred<Opened>();
  #offered: TransferId | null = null;
  #leftOut = NOTHING_LEFT_OUT;
  #timers: readonly NodeJS.Timeout[] = [];

  constructor(options: OpeningOptions) {
    this.#options = options;
  }

  get manifest(): ManifestReader {
    return this.#manifest;
  }

  /** What it offers; null: nothing yet. */
  get offered(): TransferId | null {
    return this.#offered;
  }

  /** What belongs to the offer and is not in it, as its sender says. */
  get leftOut(): LeftOut {
    return this.#leftOut;
  }

  /** The connection has ended: a long list is given back. */
  close(): void {
    this.#manifest = new ManifestReader();
    if (this.#listBytes > LONG_LIST_BYTES) collectSoon(this.#listBytes);
    this.#listBytes = 0;
  }

  /** What the client has come for. An offer is complete then. @throws the reason of `signal` */
  async heard(signal: AbortSignal): Promise<Opened> {
    const onTimeout = (): void => this.#options.onTimeout(new PeerError('PEER_TIMED_OUT', 'no complete offer'));
    this.#timers = [LISTING_TIMEOUT_MS, NEXT_FRAME_TIMEOUT_MS].map((ms) => setTimeout(onTimeout, ms));
    try {
      return await orAbort(this.#opened.promise, signal);
    } finally {
      for (const timer of this.#timers) clearTimeout(timer);
    }
  }

  /** False: it is no message of an opening. Throws a ProtocolError, or what the options throw. */
  onMessage(message: ControlMessage): boolean {
    switch (message.type) {
      case 'offer':
        this.#timers[1]?.refresh();
        this.#offered = message.transferId;
        this.#options.onOffer(message.transferId);
        return true;
      case 'manifest':
        this.#timers[1]?.refresh();
        this.#addPage(message.entries);
        return true;
      case 'manifest-end':
        this.manifest.finish(message);
        this.#leftOut = fromWireLeftOut(message);
        if (this.#offered) this.#opened.resolve({ type: 'offer', transferId: this.#offered });
        return true;
      case 'resume':
      case 'ready':
      case 'cancel':
        this.#opened.resolve(message);
        return true;
      default:
        return false;
    }
  }

  #addPage(entries: Parameters<ManifestReader['add']>[0]): void {
    this.manifest.add(entries);
    const before = this.#listBytes;
    this.#listBytes = this.manifest.pathsMemoryBytes + this.manifest.entries.length * ENTRY_BYTES;
    this.#options.onListed(this.#listBytes - before);
  }
}
