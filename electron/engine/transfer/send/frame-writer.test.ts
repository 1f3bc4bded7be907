import { describe, expect, it } from 'vitest';
import { encodeDataHeader } from '../../../../shared/protocol/codec.ts';
import { FakeConnection } from '../../testing/fake-connection.ts';
import { WaitClock } from '../limits/wait-clock.ts';
import { RateLimiter } from '../rate-limiter.ts';
import { FrameWriter, type FileEnd } from './frame-writer.ts';
import { SendWindow } from './send-window.ts';

/** A writer, and what it has sent: texts of frames with whole headers, indexes of FILE-ENDs and of what was told. */
function startWriter(bytesPerSec: number | null = null) {
  const said: unknown[] = [];
  const sent: Uint8Array[] = [];
  const connection = new (class extends FakeConnection {
    override sendData(frame: Uint8Array): Promise<void> {
      sent.push(frame);
      said.push(frame.length - 5);
      return super.sendData(frame);
    }
  })('client');
  connection.send = (message) => {
    if (message.type === 'file-end') said.push(message.files.map(([index]) => `end ${index}`));
  };
  const writer = new FrameWriter({
    connection,
    limiter: new RateLimiter(bytesPerSec),
    place: { turn: () => Promise.resolve() },
    window: new SendWindow(),
    clock: new WaitClock(),
    signal: new AbortController().signal,
    onFilesSent: (ends) => said.push(ends.map(({ index }) => `told ${index}`)),
  });
  return { writer, said, sent };
}

const end = (index: number, endBytes: number): FileEnd => ({ index, endBytes, sha256: 'ab'.repeat(32) });

describe('FrameWriter', () => {
  it('sends a block as one frame, in the memory that it was read into, and then the ends of its files', async () => {
    const { writer, said, sent } = startWriter();
    const block = await writer.take();
    block.data.set(Buffer.from('abc'));
    await writer.send(block, 3, [end(0, 0), end(1, 1), end(2, 3)]);
    expect(said).toEqual([3, ['end 0', 'end 1', 'end 2'], ['told 0', 'told 1', 'told 2']]);
    expect(Buffer.from(sent[0] ?? [])).toEqual(Buffer.concat([encodeDataHeader(3), Buffer.from('abc')]));
    expect(sent[0]?.buffer).toBe(block.frame.buffer);
  });

  it('sends what a limit grants, each piece a whole frame with the ends of the files in it', async () => {
    const { writer, said, sent } = startWriter(600_000);
    const block = await writer.take();
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, n) => n % 251));
    block.data.set(bytes);
    await writer.send(block, bytes.length, [end(0, 30_000), end(1, 30_001), end(2, 70_000)]);
    expect(said).toEqual([30_000, ['end 0'], ['told 0'], 30_000, ['end 1'], ['told 1'], 10_000, ['end 2'], ['told 2']]);
    expect(Buffer.concat(sent.map((frame) => frame.subarray(5))).equals(bytes)).toBe(true);
    expect(sent.map((frame) => [...frame.subarray(0, 5)])).toEqual(
      [30_000, 30_000, 10_000].map((sizeBytes) => [...encodeDataHeader(sizeBytes)]),
    );
  });

  it('sends no frame for files without bytes', async () => {
    const { writer, said } = startWriter();
    await writer.send(await writer.take(), 0, [end(7, 0)]);
    expect(said).toEqual([['end 7'], ['told 7']]);
  });

  it('makes who reads wait while all blocks are in use', async () => {
    const { writer } = startWriter();
    const blocks = await Promise.all([writer.take(), writer.take(), writer.take(), writer.take()]);
    let hasTaken = false;
    const fifth = writer.take().then((block) => {
      hasTaken = true;
      return block;
    });
    await Promise.resolve();
    expect(hasTaken).toBe(false);
    writer.giveBack(blocks[0]);
    expect(await fifth).toBe(blocks[0]);
  });
});
