import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EngineEvent, EngineSettings } from './engine-api.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair, startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { offer, sendAll, untilBothEnded, untilMoving, untilState } from './testing/transfers.ts';

const configure = ({ engine, settings }: TestEngine, change: Partial<EngineSettings>): Promise<void> =>
  engine.configure({ ...settings, ...change });

async function makeFile(sizeBytes: number, name = 'photo.jpg'): Promise<string> {
  const path = join(await makeTempDir(), name);
  await writeFile(path, randomBytes(sizeBytes));
  return path;
}

const untilNamed = (engine: TestEngine, name: string): Promise<true> =>
  engine.until(({ peers }) => peers.some((peer) => peer.name === name && peer.status === 'online') || undefined);

const selfOf = async ({ engine }: TestEngine) => (await engine.snapshot()).self;

/** What keeps a process alive, by kind. */
function countResources(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Two ends, in this one process, of a link that two sides make who dial at once (presence.ts). */
const ONE_LINK = 2;

/** How many more of a kind there are now, of the kind that grew most. */
function mostAbove(before: Readonly<Record<string, number>>): number {
  return Math.max(...Object.entries(countResources()).map(([kind, count]) => count - (before[kind] ?? 0)));
}

describe('a new name', () => {
  it('is told at once, and seen by the other side, which need not do anything', async () => {
    const { sender, receiver } = await startPair();
    const told: EngineEvent[] = [];
    receiver.onEvent((event) => told.push(event));
    await configure(receiver, { name: 'Kitchen' });
    expect(told).toContainEqual(
      expect.objectContaining({ type: 'self', self: expect.objectContaining({ name: 'Kitchen' }) as unknown }),
    );
    expect(await selfOf(receiver)).toMatchObject({ id: receiver.id, port: receiver.port, name: 'Kitchen' });
    await untilNamed(sender, 'Kitchen');
    await untilNamed(receiver, 'Sender');
    expect((await sender.engine.snapshot()).peers).toHaveLength(1);
    const { received } = await sendAll({ sender, receiver }, [await makeFile(100_000)]);
    expect(received.state).toBe('done');
  });

  it('waits for a transfer, which goes on untouched', async () => {
    const pair = await startPair({ uploadLimit: 1_000_000 });
    const id = await offer(pair, [await makeFile(3_000_000)]);
    // an offer that waits is something that runs
    await configure(pair.receiver, { name: 'Too soon' });
    expect((await selfOf(pair.receiver)).name).toBe('Receiver');
    await pair.receiver.engine.accept(id, []);
    await untilMoving(pair.sender, id);
    await Promise.all([configure(pair.receiver, { name: 'Kitchen' }), configure(pair.sender, { name: 'Hall' })]);
    expect((await selfOf(pair.receiver)).name).toBe('Receiver');
    const { sent, received } = await untilBothEnded(pair, id);
    expect([sent.state, received.state]).toEqual(['done', 'done']);
    await Promise.all([untilNamed(pair.sender, 'Kitchen'), untilNamed(pair.receiver, 'Hall')]);
  });

  it('is on nobody’s list while hidden, and sees the others', async () => {
    const { sender, receiver } = await startPair();
    const sees = async (): Promise<boolean> => {
      const { peers } = await sender.engine.snapshot();
      return peers.some(({ id }) => id === receiver.id);
    };
    // the pair found each other by an address that the sender was given: forget that it was
    await sender.engine.forgetPeer(receiver.id);
    await configure(receiver, { isVisible: false });
    await receiver.untilPeer(sender.id, 'online');
    // the link is there, both ways
    expect(await sees()).toBe(false);
    await configure(receiver, { isVisible: true });
    await expect.poll(sees).toBe(true);
  });

  it('leaves no socket, timer nor listener behind, however often it changes', async () => {
    const { sender, receiver } = await startPair();
    const settled = async (name: string): Promise<void> => {
      await Promise.all([untilNamed(sender, name), receiver.untilPeer(sender.id, 'online')]);
    };
    await configure(receiver, { name: 'Kitchen 0' });
    await settled('Kitchen 0');
    const before = countResources();
    await Promise.all(Array.from({ length: 10 }, (_, n) => configure(receiver, { name: `Rapid ${n}` })));
    for (let n = 1; n <= 10; n++) await configure(receiver, { name: `Kitchen ${n}`, isVisible: n % 2 === 0 });
    await settled('Kitchen 10');
    // closing sides linger for up to 2 s
    await expect.poll(() => mostAbove(before)).toBeLessThanOrEqual(ONE_LINK);
    expect((await selfOf(receiver)).port).toBe(receiver.port);
  });

  it('does not get in the way of commands', async () => {
    const { sender, receiver } = await startPair();
    const other = await startTestEngine('Other');
    const path = await makeFile(1_000);
    const changing = configure(sender, { name: 'Hall' });
    const [id, added] = await Promise.all([
      sender.engine.send(receiver.id, [path]),
      sender.engine.addPeer(`127.0.0.1:${other.port}`),
      changing,
    ]);
    expect(added).toBe(other.id);
    await receiver.untilOffer();
    await receiver.engine.accept(id, []);
    expect((await untilBothEnded({ sender, receiver }, id)).received).toMatchObject({
      state: 'done',
      peerName: 'Hall',
    });
  });

  it('may be changing when the engine stops', async () => {
    const { sender, receiver } = await startPair();
    const changing = configure(receiver, { name: 'Kitchen' });
    await receiver.stop();
    await changing;
    await sender.until(({ peers }) => peers.find(({ id, status }) => id === receiver.id && status === 'offline'));

    const id = await sender.engine.send(receiver.id, [await makeFile(1_000)]).catch(() => null);
    // it waits for the receiver to be back
    if (id !== null) await untilState(sender, id, 'waiting');
    const waiting = await startPair();
    await offer(waiting, [await makeFile(1_000)]);
    await configure(waiting.receiver, { name: 'Kitchen' });
    await waiting.receiver.stop();
    expect((await selfOf(waiting.receiver)).name).toBe('Receiver');
  });
});

describe('a new port', () => {
  /** A port that was free a moment ago. */
  async function freePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    // listens on TCP, not on a path
    const { port } = server.address() as AddressInfo;
    server.close();
    return port;
  }

  it('is listened on, and the other side finds it by itself', async () => {
    const { sender, receiver } = await startPair();
    const port = await freePort();
    await configure(receiver, { port });
    expect((await selfOf(receiver)).port).toBe(port);
    await sender.until(({ peers }) =>
      peers.find(({ addresses, status }) => status === 'online' && addresses.includes(`127.0.0.1:${port}`)),
    );
    const { received } = await sendAll({ sender, receiver }, [await makeFile(1_000)]);
    expect(received.state).toBe('done');
  });

  it('is replaced by any free one when it is taken, or none at all', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    // listens on TCP, not on a path
    const { port: takenPort } = server.address() as AddressInfo;
    const { sender, receiver } = await startPair();
    for (const port of [takenPort, 70_000]) {
      await configure(receiver, { port });
      const { port: actualPort } = await selfOf(receiver);
      expect(actualPort).not.toBe(port);
      expect(actualPort).toBeGreaterThan(0);
      await Promise.all([sender.untilPeer(receiver.id, 'online'), receiver.untilPeer(sender.id, 'online')]);
    }
    const { received } = await sendAll({ sender, receiver }, [await makeFile(1_000)]);
    expect(received.state).toBe('done');
  });
});

describe('who does not receive', () => {
  it('shows nothing; the sender is told why, and can send again later', async () => {
    const { sender, receiver } = await startPair();
    const told: string[] = [];
    receiver.onEvent(({ type }) => told.push(type));
    await configure(receiver, { isReceiving: false });
    const path = await makeFile(1_000);
    const id = await sender.engine.send(receiver.id, [path]);
    const sent = await sender.untilEnded(id);
    expect(sent).toMatchObject({ state: 'failed', error: { code: 'PEER_NOT_RECEIVING', at: 'there' } });
    expect(told).not.toContain('offers');
    expect(told).not.toContain('transfers');
    expect((await receiver.engine.snapshot()).transfers).toEqual([]);
    // presence has nothing to do with it
    await sender.untilPeer(receiver.id, 'online');

    await configure(receiver, { isReceiving: true });
    const again = await sender.engine.sendAgain(id);
    await receiver.untilOffer();
    await receiver.engine.accept(again, []);
    expect((await sender.untilEnded(again)).state).toBe('done');
  });

  it('may still send, and keeps what was offered and what runs', async () => {
    const pair = await startPair({ uploadLimit: 1_000_000 });
    const running = await offer(pair, [await makeFile(1_500_000)]);
    await pair.receiver.engine.accept(running, []);
    const waiting = await offer(pair, [await makeFile(1_000, 'later.txt')]);
    await untilMoving(pair.receiver, running);
    await configure(pair.receiver, { isReceiving: false });
    expect((await pair.receiver.engine.snapshot()).offers).toMatchObject([{ transferId: waiting }]);
    await pair.receiver.engine.accept(waiting, []);
    const ends = await Promise.all([running, waiting].map((id) => untilBothEnded(pair, id)));
    expect(ends.map(({ received }) => received.state)).toEqual(['done', 'done']);
    const back = { sender: pair.receiver, receiver: pair.sender };
    expect((await sendAll(back, [await makeFile(1_000)])).received.state).toBe('done');
  });
});
