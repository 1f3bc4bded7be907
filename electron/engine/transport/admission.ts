import type { Socket } from 'node:net';

interface AdmissionLimits {
  /** Connections of all kinds. */
  readonly total: number;
  /** Connections from one address: a stranger must not take all places. */
  readonly perAddress: number;
  /** Connections that have not greeted yet. */
  readonly waiting: number;
}

/** Room for a busy office; well under the usual 1,024 open files of a process. */
const LIMITS: AdmissionLimits = { total: 384, perAddress: 96, waiting: 32 };

interface Admitted {
  readonly socket: Socket;
  readonly address: string;
  /** `cut`: destroyed while it waited, and about to close. */
  state: 'waiting' | 'cut' | 'greeted' | 'transfer';
}

/**
 * Decides which TCP connections stay. When too many have not greeted, the one that waits longest is cut, so
 * sockets that stall on purpose cannot keep honest peers out (slow-loris).
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  /** By remote address and port, which a TLS socket shares with the TCP socket under it. Insertion order: oldest first. */
  readonly #all = new Map<string, Admitted>();

  constructor(limits: AdmissionLimits = LIMITS) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#all.size;
  }

  /** True: counted until it closes. False: the socket was destroyed. */
  admit(socket: Socket): boolean {
    const { total, perAddress } = this.#limits;
    const address = addressOf(socket);
    this.#makeRoom();
    if (this.size >= total || this.#list((one) => one.address === address).length >= perAddress) {
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

  /** Destroys all, or all but transfers. */
  clear(sparesTransfers: boolean): void {
    for (const { socket } of this.#list(({ state }) => !sparesTransfers || state !== 'transfer')) socket.destroy();
  }

  #makeRoom(): void {
    const waiting = this.#list(({ state }) => state === 'waiting');
    const [oldest] = waiting;
    if (waiting.length < this.#limits.waiting || !oldest) return;
    // 'close' comes later; the place must be free now
    oldest.state = 'cut';
    oldest.socket.destroy();
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
