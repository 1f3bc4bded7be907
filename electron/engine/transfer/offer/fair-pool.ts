import { PeerError } from '../../../../shared/errors/lanyard-error.ts';
import type { PeerId } from '../../../../shared/model/ids.ts';

/** Who takes of something that is shared with others. */
export interface Guest {
  readonly peerId: PeerId;
  /** Where its connection comes from. */
  readonly address: string;
  /** Others get its share: it is told, and goes. */
  readonly giveWay: () => void;
}

interface PoolLimits {
  readonly total: number;
  readonly perAddress: number;
}

/**
 * Shares a limited thing out among strangers, of whom some may want to leave nothing to others. Keys cost nothing and
 * addresses little: so when it runs short, of the address that has most, the key that has most loses what it has had
 * longest. Whoever takes less than the greediest is never refused.
 */
export class FairPool {
  readonly #limits: PoolLimits;
  /** What each has; who came first is first. */
  readonly #shares = new Map<Guest, number>();

  constructor(limits: PoolLimits) {
    this.#limits = limits;
  }

  /** @throws PeerError PEER_BUSY when it is `guest` itself that has to go; it has nothing then */
  take(guest: Guest, amount: number): void {
    this.#shares.set(guest, (this.#shares.get(guest) ?? 0) + amount);
    for (let victim = this.#findVictim(guest); victim !== null; victim = this.#findVictim(guest)) {
      this.#shares.delete(victim);
      if (victim === guest) throw new PeerError('PEER_BUSY', 'others need the room');
      victim.giveWay();
    }
  }

  /** Safe to call twice. */
  leave(guest: Guest): void {
    this.#shares.delete(guest);
  }

  #findVictim({ address }: Guest): Guest | null {
    const { total, perAddress } = this.#limits;
    const all = [...this.#shares];
    if (sum(all) > total) return oldestOfGreediest(all);
    const ofAddress = all.filter(([guest]) => guest.address === address);
    return sum(ofAddress) > perAddress ? oldestOfGreediest(ofAddress) : null;
  }
}

type Share = readonly [guest: Guest, amount: number];

function sum(shares: readonly Share[]): number {
  return shares.reduce((total, [, amount]) => total + amount, 0);
}

function oldestOfGreediest(shares: readonly Share[]): Guest | null {
  const ofAddress = greediest(shares, ({ address }) => address);
  return greediest(ofAddress, ({ peerId }) => peerId)[0]?.[0] ?? null;
}

/** Those of the group that has most; of equal ones the first. */
function greediest(shares: readonly Share[], groupOf: (guest: Guest) => string): readonly Share[] {
  const groups = new Map<string, Share[]>();
  for (const share of shares) {
    const group = groups.get(groupOf(share[0]));
    if (group) group.push(share);
    else groups.set(groupOf(share[0]), [share]);
  }
  return [...groups.values()].reduce((most, group) => (sum(group) > sum(most) ? group : most), []);
}
