import type { PeerId } from '../../../shared/model/ids.ts';
import type { Transfer } from '../../../shared/model/transfer.ts';

type Dealing = Pick<Transfer, 'direction' | 'acceptedAtMs' | 'peerId'>;

/** Whom the user sends to, or has accepted something of. */
function usedIn(transfers: readonly Dealing[]): readonly PeerId[] {
  return transfers.flatMap(({ direction, acceptedAtMs, peerId }) =>
    direction === 'send' || acceptedAtMs !== null ? [peerId] : [],
  );
}

/** The peers that the user has dealt with: they never make room for strangers, nor compete with them. */
export class KnownPeers {
  readonly #used: Set<PeerId>;
  readonly #listeners = new Set<(peerId: PeerId) => void>();

  /** @param used - in earlier runs */
  constructor(used: Iterable<PeerId> = []) {
    this.#used = new Set(used);
  }

  has(peerId: PeerId): boolean {
    return this.#used.has(peerId);
  }

  /** Files go to or come from them. */
  noteTransfers(transfers: readonly Dealing[]): void {
    for (const peerId of usedIn(transfers)) {
      if (this.#used.has(peerId)) continue;
      this.#used.add(peerId);
      for (const listener of [...this.#listeners]) listener(peerId);
    }
  }

  /** The user took it off the list. */
  forget(peerId: PeerId): void {
    this.#used.delete(peerId);
  }

  /** Calls `listener` with each that is new, until the returned function is called. */
  onAdded(listener: (peerId: PeerId) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
