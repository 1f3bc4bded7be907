import type { PeerId } from '../../../shared/model/ids.ts';
import type { FrameConnection } from './connection.ts';

/** Peers whose connection is kept, at a time: a kept one costs a socket on both sides. */
const MAX_PEERS = 16;
/** Transfers over one connection. */
const MAX_TURNS = 1_000;
/** Milliseconds. TLS keys are not used for ever, nor does a peer keep its place for ever. */
const MAX_AGE_MS = 60 * 60 * 1_000;

interface Kept {
  readonly connection: FrameConnection;
  readonly timer: NodeJS.Timeout;
}

interface Use {
  readonly sinceMs: number;
  turns: number;
}

/**
 * Connections that wait, in the state `kept`, for another transfer: one of each peer, and none for longer than `idleMs`.
 * Heartbeats go on meanwhile, so that one that is cut is noticed.
 */
export class KeptConnections {
  readonly #idleMs: number;
  /** Longest kept first. */
  readonly #kept = new Map<PeerId, Kept>();
  readonly #uses = new WeakMap<FrameConnection, Use>();
  #isStopped = false;

  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  /** Keeps `connection` instead of an older one of its peer. False: it was closed, being too old or not wanted any more. */
  keep(connection: FrameConnection): boolean {
    const { peerId } = connection;
    if (this.#isStopped || this.#isWorn(connection)) {
      connection.close(null);
      return false;
    }
    this.forget(peerId);
    const [longest] = this.#kept.keys();
    if (longest !== undefined && this.#kept.size >= MAX_PEERS) this.forget(longest);
    const timer = setTimeout(() => connection.close(null), this.#idleMs).unref();
    this.#kept.set(peerId, { connection, timer });
    void connection.closed.then(() => {
      if (this.#kept.get(peerId)?.connection === connection) this.take(peerId);
    });
    return true;
  }

  /** The connection of that peer, which waits here no longer; null: there is none. */
  take(peerId: PeerId): FrameConnection | null {
    const kept = this.#kept.get(peerId);
    if (!kept) return null;
    clearTimeout(kept.timer);
    this.#kept.delete(peerId);
    return kept.connection.isOpen ? kept.connection : null;
  }

  /** Closes what is kept of that peer. */
  forget(peerId: PeerId): void {
    this.take(peerId)?.close(null);
  }

  /** Closes all, now and whatever would be kept later. */
  stop(): void {
    this.#isStopped = true;
    for (const peerId of [...this.#kept.keys()]) this.forget(peerId);
  }

  #isWorn(connection: FrameConnection): boolean {
    const nowMs = performance.now();
    const use = this.#uses.get(connection) ?? { sinceMs: nowMs, turns: 0 };
    use.turns += 1;
    this.#uses.set(connection, use);
    return use.turns >= MAX_TURNS || nowMs - use.sinceMs >= MAX_AGE_MS;
  }
}
