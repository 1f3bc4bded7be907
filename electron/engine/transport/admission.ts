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

/**
 * Decides which TCP connections stay. When too many have not greeted, the one that waits longest is cut, so
 * sockets that stall on purpose cannot keep honest peers out (slow-loris).
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  /** By remote address and port, which a TLS socket shares with the TCP socket under it. */
  readonly #all = new Map<string, Socket>();
  /** Insertion order: oldest first. */
  readonly #waiting = new Set<string>();
  readonly #transfers = new Set<string>();
  readonly #perAddress = new Map<string, number>();

  constructor(limits: AdmissionLimits = LIMITS) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#all.size;
  }

  /** True: counted until it closes. False: the socket was destroyed. */
  admit(socket: Socket): boolean {
    const address = addressOf(socket);
    this.#makeRoom();
    if (this.#all.size >= this.#limits.total || (this.#perAddress.get(address) ?? 0) >= this.#limits.perAddress) {
      socket.destroy();
      return false;
    }
    const key = keyOf(socket);
    this.#all.set(key, socket);
    this.#waiting.add(key);
    this.#perAddress.set(address, (this.#perAddress.get(address) ?? 0) + 1);
    socket.once('close', () => this.#forget(key, address));
    return true;
  }

  /** It has greeted: it no longer competes with strangers. Takes the TCP socket or the TLS socket over it. */
  settle(socket: Socket, isTransfer: boolean): void {
    const key = keyOf(socket);
    this.#waiting.delete(key);
    // it may be gone by now, and is not forgotten a second time
    if (isTransfer && this.#all.has(key)) this.#transfers.add(key);
  }

  /** Destroys all, or all but transfers. */
  clear(sparesTransfers: boolean): void {
    for (const [key, socket] of this.#all) {
      if (!sparesTransfers || !this.#transfers.has(key)) socket.destroy();
    }
  }

  #makeRoom(): void {
    if (this.#waiting.size < this.#limits.waiting) return;
    const [oldest] = this.#waiting;
    if (oldest === undefined) return;
    // 'close' comes later; the place must be free now
    this.#waiting.delete(oldest);
    this.#all.get(oldest)?.destroy();
  }

  #forget(key: string, address: string): void {
    this.#all.delete(key);
    this.#transfers.delete(key);
    this.#waiting.delete(key);
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(address, left);
    else this.#perAddress.delete(address);
  }
}

/** IPv4 and IPv4-mapped IPv6 are one address. */
function addressOf(socket: Socket): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

function keyOf(socket: Socket): string {
  return `${addressOf(socket)} ${socket.remotePort ?? 0} ${socket.localPort ?? 0}`;
}
