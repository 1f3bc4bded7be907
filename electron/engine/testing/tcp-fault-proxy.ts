import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { FaultPipe, untilClosed, type PipeMode, type Way } from './fault-pipe.ts';
import { PassMarks } from './pass-marks.ts';

export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

/** One TCP connection through the proxy, also after its end. */
interface ProxyConnection {
  /** Bytes passed on so far. */
  readonly bytes: Readonly<Record<Way, number>>;
  readonly isOpen: boolean;
}

/**
 * A cable with faults: a TCP proxy on 127.0.0.1. What it carries is TLS, so it cannot look inside; bytes are those of
 * TCP. 1 MiB of a file takes 64 TLS records of 22 bytes more, and its frame 5.
 */
export interface FaultProxy {
  /** `host:port`, for `addPeer`. */
  readonly address: string;
  readonly connections: readonly ProxyConnection[];
  /** Bytes passed on over all connections, those that have ended included. */
  readonly bytes: Readonly<Record<Way, number>>;
  /** Where connections made from now on lead. */
  retarget(target: ProxyTarget): void;
  /** Nothing passes any more, no end either, on connections of now and later; nobody is told. Until `flow`. */
  stall(...ways: readonly Way[]): void;
  flow(): void;
  /** What comes that way on connections of now is thrown away; its sender sees it go. For ever. */
  swallow(way: Way): void;
  /** The reader of that way hears the end (FIN) on connections of now; the other way goes on. */
  cut(way: Way): void;
  /** RST to both ends of all connections of now. */
  reset(): void;
  /** New connections are reset at once, as by a host without the service. */
  refuse(isRefusing: boolean): void;
  /** Each chunk of up to 64 KiB comes that much later, one after the other. */
  delay(ms: number): void;
  /** Of each connection and way; null: no limit. */
  limit(bytesPerSec: number | null): void;
  /**
   * Lets exactly `bytes` more pass that way, all connections together, then nothing until `act` has resolved, then
   * goes on. Resolves after that; rejects with what `act` throws.
   */
  passThen(way: Way, bytes: number, act: () => Promise<void> | void): Promise<void>;
  /** Ends the proxy and all its connections. */
  stop(): void;
}

interface Joint {
  readonly near: Socket;
  readonly far: Socket;
  readonly pipes: readonly FaultPipe[];
}

const BOTH = ['up', 'down'] as const;

class TcpFaultProxy implements FaultProxy {
  readonly connections: ProxyConnection[] = [];
  readonly #server = createServer({ allowHalfOpen: true }, (socket) => this.#join(socket));
  readonly #joints = new Set<Joint>();
  readonly #marks = new PassMarks();
  readonly #stalled = new Set<Way>();
  #target: ProxyTarget;
  #isRefusing = false;
  #delayMs = 0;
  #bytesPerSec: number | null = null;

  constructor(target: ProxyTarget) {
    this.#target = target;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get address(): string {
    // it listens on TCP, not on a path
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get bytes(): Readonly<Record<Way, number>> {
    return this.#marks.passed;
  }

  retarget(target: ProxyTarget): void {
    this.#target = target;
  }

  stall(...ways: readonly Way[]): void {
    for (const way of ways.length > 0 ? ways : BOTH) {
      this.#stalled.add(way);
      this.#setMode(way, 'stall');
    }
  }

  flow(): void {
    for (const way of this.#stalled) this.#setMode(way, 'pass');
    this.#stalled.clear();
  }

  swallow(way: Way): void {
    this.#setMode(way, 'swallow');
  }

  cut(way: Way): void {
    this.#setMode(way, 'cut');
  }

  reset(): void {
    for (const { near, far } of this.#joints) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  refuse(isRefusing: boolean): void {
    this.#isRefusing = isRefusing;
  }

  delay(ms: number): void {
    this.#delayMs = ms;
  }

  limit(bytesPerSec: number | null): void {
    this.#bytesPerSec = bytesPerSec;
  }

  passThen(way: Way, bytes: number, act: () => Promise<void> | void): Promise<void> {
    return this.#marks.add(way, bytes, act);
  }

  stop(): void {
    this.#server.close();
    this.#marks.stop();
    this.reset();
  }

  #setMode(way: Way, mode: PipeMode): void {
    for (const { pipes } of this.#joints) for (const pipe of pipes) if (pipe.way === way) pipe.setMode(mode);
  }

  #join(near: Socket): void {
    // ends are told by the pipes; without a listener an error would end this process
    near.on('error', () => undefined);
    if (this.#isRefusing) return void near.resetAndDestroy();
    const far = connect({ ...this.#target, allowHalfOpen: true }).on('error', () => undefined);
    // a target that refuses is not there for the dialler either; after `connect` the pipes see to that
    const refuse = (): void => void near.resetAndDestroy();
    far.once('error', refuse).once('connect', () => far.off('error', refuse));
    const joint = { near, far, pipes: [this.#pipe('up', near, far), this.#pipe('down', far, near)] };
    this.#joints.add(joint);
    void Promise.all([untilClosed(near), untilClosed(far)]).then(() => this.#joints.delete(joint));
    this.connections.push(toConnection(joint));
  }

  #pipe(way: Way, from: Socket, to: Socket): FaultPipe {
    const pipe = new FaultPipe({
      way,
      from,
      to,
      meter: (chunk, write) => this.#marks.pass(way, chunk, write),
      delayMs: () => this.#delayMs,
      bytesPerSec: () => this.#bytesPerSec,
    });
    if (this.#stalled.has(way)) pipe.setMode('stall');
    return pipe;
  }
}

function toConnection({ near, far, pipes }: Joint): ProxyConnection {
  const bytesOf = (way: Way): number => pipes.find((pipe) => pipe.way === way)?.passedBytes ?? 0;
  return {
    get bytes() {
      return { up: bytesOf('up'), down: bytesOf('down') };
    },
    get isOpen() {
      return !near.destroyed && !far.destroyed;
    },
  };
}

/** Opens a proxy to `target` on any free port. */
export async function openFaultProxy(target: ProxyTarget): Promise<FaultProxy> {
  const proxy = new TcpFaultProxy(target);
  await proxy.listen();
  return proxy;
}
