import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';

const MIB = 1024 * 1024;

/** One end of a connection and what it has heard. */
class End {
  readonly socket: Socket;
  heardBytes = 0;
  heard = '';
  readonly ended: Promise<void>;
  /** The code of the error that it ended with; 'clean' for none. */
  readonly closed: Promise<string>;
  readonly #listeners = new Set<() => void>();

  constructor(socket: Socket) {
    this.socket = socket;
    let code = 'clean';
    socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code ?? 'unknown'));
    socket.on('data', (chunk: Buffer) => {
      this.heardBytes += chunk.length;
      if (this.heard.length < 1_000) this.heard += chunk.toString('latin1');
      for (const listener of this.#listeners) listener();
    });
    this.ended = new Promise((resolve) => socket.once('end', resolve));
    this.closed = new Promise((resolve) => socket.once('close', () => resolve(code)));
    onTestFinished(() => void socket.destroy());
  }

  untilHeard(bytes: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.heardBytes >= bytes) resolve();
      };
      this.#listeners.add(look);
      look();
    });
  }
}

interface World {
  readonly proxy: FaultProxy;
  /** Dials through the proxy and gives both ends. */
  readonly join: () => Promise<{ readonly near: End; readonly far: End }>;
}

async function startServer(onSocket: (socket: Socket) => void): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, onSocket).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // listens on TCP, not on a path
  return (server.address() as AddressInfo).port;
}

async function startWorld(): Promise<World> {
  const arrived: ((end: End) => void)[] = [];
  const port = await startServer((socket) => arrived.shift()?.(new End(socket)));
  const proxy = await startFaultProxy({ host: '127.0.0.1', port });
  return {
    proxy,
    join: async () => {
      const far = new Promise<End>((resolve) => arrived.push(resolve));
      const near = new End(connect({ host: '127.0.0.1', port: portOf(proxy), allowHalfOpen: true }));
      return { near, far: await far };
    },
  };
}

const portOf = ({ address }: FaultProxy): number => Number(address.split(':')[1]);

/** Both ways work: whatever was written before has been dealt with. */
async function expectFlow(near: End, far: End): Promise<void> {
  const [nearBefore, farBefore] = [near.heardBytes, far.heardBytes];
  near.socket.write('?');
  far.socket.write('!');
  await Promise.all([near.untilHeard(nearBefore + 1), far.untilHeard(farBefore + 1)]);
}

describe('a proxy without a fault', () => {
  it('passes both ways, counts, and passes the ends on one way at a time', async () => {
    const { proxy, join } = await startWorld();
    const { near, far } = await join();
    near.socket.write('abc');
    await far.untilHeard(3);
    far.socket.write('defgh');
    await near.untilHeard(5);
    expect([near.heard, far.heard]).toEqual(['defgh', 'abc']);
    near.socket.end();
    await far.ended;
    far.socket.end('rest');
    expect(await Promise.all([near.closed, far.closed])).toEqual(['clean', 'clean']);
    expect(near.heard).toBe('defghrest');
    expect(proxy.bytes).toEqual({ up: 3, down: 9 });
    expect(proxy.connections).toMatchObject([{ bytes: { up: 3, down: 9 }, isOpen: false }]);
  });

  it('passes a reset on as a reset', async () => {
    const { join } = await startWorld();
    const { near, far } = await join();
    far.socket.resetAndDestroy();
    expect(await near.closed).toBe('ECONNRESET');
  });

  it('reads no more than the reader takes', async () => {
    const { proxy, join } = await startWorld();
    const { near, far } = await join();
    far.socket.pause();
    const chunk = Buffer.alloc(MIB);
    let written = 0;
    // the kernel's buffers of four sockets hold a few MiB each; far more than that means that nothing holds it back
    while (near.socket.write(chunk) || near.socket.writableLength < 4 * MIB) {
      written += MIB;
      await new Promise((resolve) => setImmediate(resolve));
      if (written > 200 * MIB) break;
    }
    expect(written).toBeLessThan(64 * MIB);
    expect(proxy.bytes.up).toBeLessThan(64 * MIB);
    far.socket.resume();
    await once(near.socket, 'drain');
  });

  it('resets who dials when the target refuses', async () => {
    const { proxy } = await startWorld();
    const port = await startServer(() => undefined);
    proxy.retarget({ host: '127.0.0.2', port });
    expect(await new End(connect(portOf(proxy), '127.0.0.1')).closed).toBe('ECONNRESET');
  });
});

describe('a proxy with a fault', () => {
  it('stalls both ways without a word, ends included, and goes on where it stopped', async () => {
    const { proxy, join } = await startWorld();
    const { near, far } = await join();
    const other = await join();
    await expectFlow(other.near, other.far);
    proxy.stall();
    near.socket.write('a');
    far.socket.write('b');
    far.socket.end('c');
    other.far.socket.resetAndDestroy();
    await other.far.closed;
    const later = await join();
    later.near.socket.write('late');
    expect([near.heardBytes, far.heardBytes, later.far.heardBytes]).toEqual([0, 0, 0]);
    expect([near.socket.closed, other.near.socket.closed]).toEqual([false, false]);
    proxy.flow();
    await Promise.all([near.ended, far.untilHeard(1), later.far.untilHeard(4)]);
    expect([near.heard, far.heard, later.far.heard]).toEqual(['bc', 'a', 'late']);
    expect(await other.near.closed).toBe('ECONNRESET');
  });

  it('stalls one way', async () => {
    const { proxy, join } = await startWorld();
    const { near, far } = await join();
    proxy.stall('down');
    far.socket.write('lost for now');
    near.socket.write('heard');
    await far.untilHeard(5);
    expect(near.heardBytes).toBe(0);
    proxy.flow();
    await near.untilHeard(12);
  });

  it('swallows one way and tells nobody', async () => {
    const { proxy, join } = await startWorld();
    const { near, far } = await join();
    proxy.swallow('down');
    await new Promise<void>((resolve) => far.socket.write(Buffer.alloc(3 * MIB), () => resolve()));
    near.socket.write('x');
    await far.untilHeard(1);
    expect(near.heardBytes).toBe(0);
    const next = await join();
    await expectFlow(next.near, next.far);
  });

  it('cuts one way: its reader hears the end, the other way goes on', async () => {
    const { proxy, join } = await startWorld();
    const { near, far } = await join();
    await expectFlow(near, far);
    proxy.cut('up');
    await far.ended;
    near.socket.write('into the void');
    far.socket.write('still here');
    await near.untilHeard(11);
    expect(far.heard).toBe('?');
  });

  it('resets both ends; later connections work', async () => {
    const { proxy, join } = await startWorld();
    const { near, far } = await join();
    await expectFlow(near, far);
    proxy.reset();
    expect(await Promise.all([near.closed, far.closed])).toEqual(['ECONNRESET', 'ECONNRESET']);
    const next = await join();
    await expectFlow(next.near, next.far);
  });

  it('refuses new connections', async () => {
    const { proxy, join } = await startWorld();
    const { near, far } = await join();
    proxy.refuse(true);
    expect(await new End(connect(portOf(proxy), '127.0.0.1')).closed).toBe('ECONNRESET');
    await expectFlow(near, far);
    proxy.refuse(false);
    const next = await join();
    await expectFlow(next.near, next.far);
  });

  it('leads elsewhere from now on', async () => {
    const { proxy, join } = await startWorld();
    const { near, far } = await join();
    const port = await startServer((socket) => new End(socket).socket.end('the other one'));
    proxy.retarget({ host: '127.0.0.1', port });
    const next = new End(connect(portOf(proxy), '127.0.0.1'));
    await next.untilHeard(13);
    await expectFlow(near, far);
  });

  it('delays and limits: takes at least the time that this takes', async () => {
    const { proxy, join } = await startWorld();
    const { near, far } = await join();
    const startMs = performance.now();
    proxy.delay(100);
    near.socket.write('x');
    await far.untilHeard(1);
    const delayedMs = performance.now() - startMs;
    expect(delayedMs).toBeGreaterThan(95);
    proxy.delay(0);
    proxy.limit(MIB);
    near.socket.write(Buffer.alloc(MIB / 2));
    await far.untilHeard(MIB / 2 + 1);
    near.socket.write('y');
    await far.untilHeard(MIB / 2 + 2);
    expect(performance.now() - startMs - delayedMs).toBeGreaterThan(450);
  });
});

describe('a proxy with a mark', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 2 * MIB])('lets exactly %i bytes pass before it acts', async (bytes) => {
    const { proxy, join } = await startWorld();
    const { near, far } = await join();
    await expectFlow(near, far);
    let goOn: () => void = () => undefined;
    let isReached: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (isReached = resolve));
    const done = proxy.passThen('up', bytes, () => {
      isReached();
      return new Promise<void>((resolve) => (goOn = resolve));
    });
    near.socket.write(Buffer.alloc(3 * MIB));
    await reached;
    await far.untilHeard(1 + bytes);
    // the other way is free, and its answer comes after all that was passed this way
    far.socket.write('z');
    await near.untilHeard(2);
    expect(far.heardBytes).toBe(1 + bytes);
    expect(proxy.bytes.up).toBe(1 + bytes);
    goOn();
    await done;
    await far.untilHeard(1 + 3 * MIB);
  });

  it('counts over all connections and keeps several marks in order', async () => {
    const { proxy, join } = await startWorld();
    const [one, two] = [await join(), await join()];
    const order: string[] = [];
    const marks = [
      proxy.passThen('down', 300_000, () => void order.push(`third at ${proxy.bytes.down}`)),
      proxy.passThen('down', 100_000, () => void order.push(`first at ${proxy.bytes.down}`)),
      proxy.passThen('down', 100_000, () => void order.push(`second at ${proxy.bytes.down}`)),
    ];
    one.far.socket.write(Buffer.alloc(200_000));
    two.far.socket.write(Buffer.alloc(200_000));
    await Promise.all([...marks, one.near.untilHeard(200_000), two.near.untilHeard(200_000)]);
    expect(order).toEqual(['first at 100000', 'second at 100000', 'third at 300000']);
  });

  it('may do a fault of its own: what comes after the mark does not arrive', async () => {
    const { proxy, join } = await startWorld();
    const { near, far } = await join();
    const done = proxy.passThen('up', 70_000, () => proxy.cut('up'));
    near.socket.write(Buffer.alloc(MIB));
    await done;
    await far.ended;
    expect(far.heardBytes).toBe(70_000);
  });

  it('says when what it was to do has failed', async () => {
    const { proxy, join } = await startWorld();
    const { near } = await join();
    const done = proxy.passThen('up', 1, () => Promise.reject(new Error('no')));
    near.socket.write('ab');
    await expect(done).rejects.toThrow('no');
  });
});
