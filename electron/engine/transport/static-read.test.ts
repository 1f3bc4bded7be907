import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openTlsPair } from '../testing/tls-pair.ts';
import { pauseStream, readStatically } from './static-read.ts';

interface Reader {
  readonly isStatic: boolean;
  readonly bytes: () => Buffer;
  /** How many different memories the bytes came in. */
  readonly memories: Set<ArrayBufferLike>;
  /** Resolves when so many bytes were read. */
  until(lengthBytes: number): Promise<void>;
}

/** Copies what `socket` reads, and overwrites it as the next bytes would. */
function read(socket: Socket, onChunk: (totalBytes: number) => void = () => undefined): Reader {
  const pieces: Buffer[] = [];
  const memories = new Set<ArrayBufferLike>();
  let totalBytes = 0;
  const take = (chunk: Uint8Array): void => {
    pieces.push(Buffer.from(chunk));
    memories.add(chunk.buffer);
    chunk.fill(0xff);
    totalBytes += chunk.length;
    onChunk(totalBytes);
    socket.emit('test-read');
  };
  const isStatic = readStatically(socket, take);
  socket.on('data', take);
  return {
    isStatic,
    memories,
    bytes: () => Buffer.concat(pieces),
    until: async (lengthBytes) => {
      while (totalBytes < lengthBytes) await once(socket, 'test-read');
    },
  };
}

/** Whatever went wrong before. */
const untilClosed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));

const REASON =
  'This version of Node or Electron keeps `onread` elsewhere: receiving works, but costs more than it has to. See static-read.ts';

describe('readStatically()', () => {
  it('works in this version of Node', async () => {
    const [accepted, dialled] = await openTlsPair();
    for (const socket of [accepted, dialled]) expect(read(socket).isStatic, REASON).toBe(true);
  });

  it.each([
    ['accepted', 0],
    ['dialled', 1],
  ])('reads all bytes of a socket that was %s, into one memory', async (_which, end) => {
    const pair = await openTlsPair();
    const reader = read(pair[end]!);
    const sent = randomBytes(1_000_000);
    pair[1 - end]!.write(sent);
    await reader.until(sent.length);
    expect(reader.bytes().equals(sent)).toBe(true);
    expect(reader.memories.size, REASON).toBe(1);
  });

  it('keeps the bytes of two sockets apart, which share one memory', async () => {
    const [one, other] = await Promise.all([openTlsPair(), openTlsPair()]);
    const readers = [read(one[0]), read(other[0])] as const;
    const sent = [randomBytes(500_000), randomBytes(500_000)] as const;
    one[1].write(sent[0]);
    other[1].write(sent[1]);
    await Promise.all(readers.map((reader, index) => reader.until(sent[index]!.length)));
    expect(readers[0].bytes().equals(sent[0])).toBe(true);
    expect(readers[1].bytes().equals(sent[1])).toBe(true);
    expect(new Set([...readers[0].memories, ...readers[1].memories]).size, REASON).toBe(1);
  });

  it('gives what came before in its order', async () => {
    const [accepted, dialled] = await openTlsPair();
    dialled.write('sooner, ');
    while (accepted.readableLength === 0) {
      accepted.read(0);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const reader = read(accepted);
    dialled.write('later');
    await reader.until(13);
    expect(reader.bytes().toString()).toBe('sooner, later');
  });

  it('gives nothing while it is paused, however often, and all of it afterwards', async () => {
    const [accepted, dialled] = await openTlsPair();
    const isHeard: boolean[] = [];
    const reader = read(accepted, () => {
      isHeard.push(!accepted.isPaused());
      pauseStream(accepted);
      setImmediate(() => accepted.resume());
    });
    const sent = randomBytes(2_000_000);
    dialled.end(sent);
    await once(accepted, 'end');
    expect(reader.bytes().equals(sent)).toBe(true);
    expect(new Set(isHeard)).toEqual(new Set([true]));
  });

  it('holds back the sender while it is paused', async () => {
    const [accepted, dialled] = await openTlsPair();
    const reader = read(accepted, (totalBytes) => totalBytes < 20_000 && pauseStream(accepted));
    const sent = randomBytes(64 * 1024 * 1024);
    let isTaken = false;
    dialled.write(sent, () => (isTaken = true));
    await reader.until(1);
    // what is between the two: the buffers of the system and of the stream are full
    while (accepted.readableLength < accepted.readableHighWaterMark)
      await new Promise((resolve) => setImmediate(resolve));
    expect(isTaken).toBe(false);
    expect(accepted.readableLength).toBeLessThan(200_000);
    accepted.resume();
    await reader.until(sent.length);
    expect(reader.bytes().equals(sent)).toBe(true);
  });

  it('notices while it is paused that the other end is gone, when nothing is left to read', async () => {
    const [accepted, dialled] = await openTlsPair();
    const reader = read(accepted, () => pauseStream(accepted));
    dialled.write('x');
    await reader.until(1);
    expect(accepted.isPaused()).toBe(true);
    const gone = once(accepted, 'end');
    dialled.end();
    await gone;
  });

  it('can be destroyed while it reads', async () => {
    const [accepted, dialled] = await openTlsPair();
    const reader = read(accepted, () => accepted.destroy());
    const closed = Promise.all([untilClosed(accepted), untilClosed(dialled)]);
    dialled.resume().write(randomBytes(200_000));
    await closed;
    expect(reader.bytes().length).toBeLessThanOrEqual(16_384);
  });

  it('changes nothing where Node has lost the names, or the buffer of a handle', () => {
    const socket = new Socket();
    expect(readStatically(socket, () => undefined)).toBe(false);
    const used: unknown[] = [];
    Reflect.set(socket, '_handle', { useUserBuffer: (buffer: unknown) => used.push(buffer) });
    for (const name of Object.getOwnPropertySymbols(socket))
      if (name.description?.startsWith('kBuffer')) Reflect.deleteProperty(socket, name);
    expect(readStatically(socket, () => undefined)).toBe(false);
    expect(used).toEqual([]);
    Reflect.set(socket, '_handle', null);
  });
});
