import type { Socket } from 'node:net';

interface AdmissionLimits {
  /** Connections of all kinds. */
  readonly total: number;
  /** Of these, places that strangers leave free for addresses of devices the user has dealt with. */
  readonly kept: number;
  /** Connections from one address: a stranger must not take all places. */
  readonly perAddress: number;
  /** Connections that have not greeted yet. */
  readonly waiting: number;
}

/** Room for a busy office; well under the usual 1,024 open files of a process. */
const LIMITS: AdmissionLimits = { total: 384, kept: 64, perAddress: 96, waiting: 64 };

interface Admitted {
  readonly socket: Socket;
  readonly address: string;
  /** `cut`: destroyed while it waited, and about to close. */
  state: 'waiting' | 'cut' | 'greeted' | 'transfer' | 'resting';
}

/**
 * Decides which TCP connections stay. When too many have not greeted, one of the address of which most wait is cut, so
 * that sockets that stall on purpose (slow-loris) or come by the hundred cost those their places who open them. One that
 * has not sent a byte goes first: an honest client speaks at once.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #isKnownHost: (host: string) => boolean;
  /** By remote address and port, which a TLS socket shares with the TCP socket under it. Insertion order: oldest first. */
  readonly #all = new Map<string, Admitted>();

  constructor(isKnownHost: (host: string) => boolean, limits: AdmissionLimits = LIMITS) {
    this.#isKnownHost = isKnownHost;
    this.#limits = limits;
  }

  get size(): number {
    return this.#all.size;
  }

  /** True: counted until it closes. False: the socket was destroyed. */
  admit(socket: Socket): boolean {
    const { total, kept, perAddress } = this.#limits;
    const address = addressOf(socket);
    this.#makeRoom(address);
    const places = this.#isKnownHost(address) ? total : total - kept;
    const countHere = (): number => this.#list((one) => one.address === address).length;
    if (countHere() >= perAddress) this.#cutResting((one) => one.address === address);
    if (this.size >= places) this.#cutResting(() => true);
    if (this.size >= places || countHere() >= perAddress) {
      socket.destroy();
      return false;
    }
    const key = keyOf(socket);
    this.#all.set(key, { socket, address, state: 'waiting' });
    socket.once('close', () => this.#all.delete(key));
    return true;
  }

  /** It has greeted: it no longer competes with strangers. Takes the TCP socket or the TLS socket over it. */
  settle(socket: Socket, isTransfer: boolean): void {
    const admitted = this.#all.get(keyOf(socket));
    // it may be gone by now
    if (admitted) admitted.state = isTransfer ? 'transfer' : 'greeted';
  }

  /** Both sides keep it for another transfer: it gives way to whoever needs its place. */
  rest(socket: Socket): void {
    const admitted = this.#all.get(keyOf(socket));
    if (admitted) admitted.state = 'resting';
  }

  /** Destroys all, or all but transfers. */
  clear(sparesTransfers: boolean): void {
    for (const { socket } of this.#list(({ state }) => !sparesTransfers || state !== 'transfer')) socket.destroy();
  }

  #makeRoom(newcomer: string): void {
    const waiting = this.#list(({ state }) => state === 'waiting');
    if (waiting.length < this.#limits.waiting) return;
    const crowd = this.#mostWaiting(waiting, newcomer);
    const victim = crowd.find(({ socket }) => socket.bytesRead === 0) ?? crowd[0];
    if (!victim) return;
    // 'close' comes later; the place must be free now
    victim.state = 'cut';
    victim.socket.destroy();
  }

  /** Cuts the oldest of those that rest, if any does. */
  #cutResting(isMeant: (one: Admitted) => boolean): void {
    const victim = this.#list((one) => one.state === 'resting' && isMeant(one))[0];
    if (!victim) return;
    // 'close' comes later; the place must be free now
    this.#all.delete(keyOf(victim.socket));
    victim.socket.destroy();
  }

  /** Those of the address that most wait of, the newcomer counted; of a known one only when there is no other. */
  #mostWaiting(waiting: readonly Admitted[], newcomer: string): readonly Admitted[] {
    const byAddress = new Map<string, Admitted[]>();
    for (const one of waiting) byAddress.set(one.address, [...(byAddress.get(one.address) ?? []), one]);
    const weight = (address: string, count: number): number =>
      (address === newcomer ? count + 1 : count) - (this.#isKnownHost(address) ? this.#limits.waiting : 0);
    const crowds = [...byAddress].map(([address, crowd]) => ({ crowd, weight: weight(address, crowd.length) }));
    return crowds.toSorted((a, b) => b.weight - a.weight)[0]?.crowd ?? [];
  }

  #list(isMeant: (one: Admitted) => boolean): Admitted[] {
    return [...this.#all.values()].filter(isMeant);
  }
}

/** IPv4 and IPv4-mapped IPv6 are one address. */
function addressOf(socket: Socket): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

function keyOf(socket: Socket): string {
  return `${addressOf(socket)} ${socket.remotePort ?? 0} ${socket.localPort ?? 0}`;
}
