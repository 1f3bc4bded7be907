import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MESSAGE_TYPES, type ControlMessage, type MessageOf } from '../../shared/protocol/messages.ts';
import { hearOffer, startEvilServer } from './testing/evil-server.ts';
import type { RawPeer } from './testing/raw-peer.ts';
import { makeTree } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startTestEngine } from './testing/test-engine.ts';

const YES: MessageOf<'answer'> = { type: 'answer', accepted: true, skip: [], settled: [], held: [], isLast: true };
const result = (...files: [index: number, code: number][]): ControlMessage => ({ type: 'result', files });

/** An honest offer to a receiver that is not. Indexes: 0 a folder, 1 and 2 files of 10 bytes in it. */
async function startOffered() {
  const server = await startEvilServer();
  const sender = await startTestEngine('Sender');
  await sender.engine.addPeer(`127.0.0.1:${server.port}`);
  const source = await makeTempDir();
  await makeTree(source, { 'dir/a': randomBytes(10), 'dir/b': randomBytes(10) });
  const id = await sender.engine.send(server.id, [join(source, 'dir')]);
  const peer = await server.nextTransfer();
  await hearOffer(peer);
  return { sender, id, peer };
}

const say =
  (...messages: readonly ControlMessage[]) =>
  (peer: RawPeer): void => {
    for (const message of messages) peer.send(message);
  };

/** Answers, hears the whole stream, then goes on. */
const afterStream =
  (answer: ControlMessage, ...messages: readonly ControlMessage[]) =>
  async (peer: RawPeer): Promise<void> => {
    peer.send(answer);
    await peer.next('stream-end');
    say(...messages)(peer);
  };

const receipt: MessageOf<'receipt'> = { type: 'receipt', filesDone: 2, bytesDone: 20 };
const WITHOUT_B = { ...YES, skip: [[2, 2]] } satisfies ControlMessage;
const WELCOME = {
  type: 'welcome',
  version: 1,
  deviceId: '0'.repeat(64) as never,
  name: 'x',
  platform: 'linux',
  port: 1,
  features: [],
} satisfies ControlMessage;

describe('a receiver that lies', () => {
  it.each<readonly [string, number, (peer: RawPeer) => void | Promise<void>]>([
    ['acknowledges more than was accepted', 102, afterStream(YES, { type: 'ack', bytes: 21, taken: 20 })],
    ['took more than was sent', 102, afterStream(YES, { type: 'ack', bytes: 20, taken: 21 })],
    [
      'took less than before',
      102,
      afterStream(YES, { type: 'ack', bytes: 20, taken: 20 }, { type: 'ack', bytes: 20, taken: 19 }),
    ],
    ['acknowledges what it skipped', 102, afterStream(WITHOUT_B, { type: 'ack', bytes: 11, taken: 10 })],
    ['acknowledges before it answered', 103, say({ type: 'ack', bytes: 1, taken: 0 })],
    ['gives a result for a file that was not offered', 102, say(YES, result([9, 0]))],
    ['gives a result for a folder', 102, say(YES, result([0, 0]))],
    ['gives a result for a file that it skipped', 102, say(WITHOUT_B, result([2, 0]))],
    ['holds more than the size', 102, say({ ...YES, held: [[1, 0, 11]] })],
    ['holds nothing', 102, say({ ...YES, held: [[1, 3, 3]] })],
    ['settles what is not in the manifest', 102, say({ ...YES, settled: [[2, 3]] })],
    [
      'settles ranges that overlap',
      102,
      say({
        ...YES,
        settled: [
          [0, 1],
          [1, 2],
        ],
      }),
    ],
    ['holds bytes of what it skips', 102, say({ ...WITHOUT_B, held: [[2, 0, 1]] })],
    ['holds bytes of what is settled', 102, say({ ...YES, settled: [[1, 1]], held: [[1, 0, 1]] })],
    [
      'holds the same bytes twice',
      102,
      say({
        ...YES,
        held: [
          [1, 0, 2],
          [1, 1, 3],
        ],
      }),
    ],
    [
      'skips ranges that overlap',
      102,
      say({
        ...YES,
        skip: [
          [0, 1],
          [1, 2],
        ],
      }),
    ],
    [
      'skips ranges that overlap on two pages',
      102,
      say({ ...YES, skip: [[1, 2]], isLast: false }, { ...YES, skip: [[0, 0]] }),
    ],
    ['skips a range upside down', 102, say({ ...YES, skip: [[2, 1]] })],
    ['skips what is not in the manifest', 102, say({ ...YES, skip: [[2, 3]] })],
    ['asks for the hash of a folder', 102, say({ type: 'hash-query', indexes: [0] })],
    ['asks for the hash of what was not offered', 102, say({ type: 'hash-query', indexes: [3] })],
    ['asks for a hash twice', 102, say({ type: 'hash-query', indexes: [1] }, { type: 'hash-query', indexes: [2, 1] })],
    ['asks for a hash after its answer', 103, say(YES, { type: 'hash-query', indexes: [1] })],
    ['answers with a page of nothing', 102, say({ ...YES, isLast: false })],
    ['holds bytes of a folder', 102, say({ ...YES, held: [[0, 0, 1]] })],
    ['holds bytes of what was not offered', 102, say({ ...YES, held: [[77, 0, 1]] })],
    ['gives the receipt before the last result', 102, afterStream(YES, result([1, 0]), receipt)],
    ['gives the receipt before it answered', 103, say(receipt)],
    ['gives a result twice', 102, afterStream(YES, result([1, 0]), result([1, 0]))],
    ['gives a result twice, first a fault', 102, say(YES, result([1, 405], [1, 405]))],
    ['counts more files than it took', 102, afterStream(YES, result([1, 0], [2, 405]), receipt)],
    ['counts other bytes', 102, afterStream(YES, result([1, 0], [2, 0]), { ...receipt, bytesDone: 19 })],
    ['says that what is settled is there', 102, say({ ...YES, settled: [[1, 1]] }, result([1, 0]))],
    ['declines with a list', 102, say({ ...YES, accepted: false, skip: [[0, 2]] })],
    ['declines page by page', 102, say({ ...YES, accepted: false, isLast: false })],
    ['says yes, then no', 102, say({ ...WITHOUT_B, isLast: false }, { ...YES, accepted: false })],
    [
      'has 10,000 notices',
      101,
      (peer) => {
        for (let n = 0; n < 10_000; n++) peer.send({ type: 'notice', code: 400, shortBytes: n });
      },
    ],
    ['answers twice', 103, say(YES, YES)],
    ['has a notice after its answer', 103, say(YES, { type: 'notice', code: 400, shortBytes: 1 })],
    ['welcomes twice', 103, say(WELCOME)],
    ['offers something itself', 103, say({ type: 'offer', transferId: '0'.repeat(32) as never })],
    ['sends FILE-END', 103, say(YES, { type: 'file-end', files: [[1, '0'.repeat(64)]] })],
    ['sends DATA', 103, (peer) => peer.sendData('x')],
    [
      'answers with 501 ranges',
      102,
      (peer) =>
        peer.sendFrame(
          MESSAGE_TYPES.answer,
          JSON.stringify({
            accepted: true,
            skip: Array.from({ length: 501 }, () => [0, 0]),
            settled: [],
            held: [],
            isLast: true,
          }),
        ),
    ],
    ['sends a frame of 4 GiB', 101, (peer) => peer.sendFrame(MESSAGE_TYPES.answer, '', 0xffff_ffff)],
    ['sends an unknown type', 100, (peer) => peer.sendFrame(0x77, '')],
  ])('is cut off when it %s', async (_, code, attack) => {
    const { sender, id, peer } = await startOffered();
    await attack(peer);
    expect((await peer.ended).closeCode).toBe(code);
    const { state, error } = await sender.untilEnded(id);
    expect(state).toBe('failed');
    expect(error).toMatchObject({ code: expect.stringMatching(/^PROTOCOL_/) as string, at: 'here' });
  });

  it('is cut off when its answer never ends', async () => {
    const { sender, id, peer } = await startOffered();
    const page = {
      ...YES,
      held: Array.from({ length: 500 }, (): [number, number, number] => [1, 1, 2]),
      isLast: false,
    };
    for (let sent = 0; sent < 1_000 && peer.socket.writable; sent++) peer.send(page);
    expect((await peer.ended).closeCode).toBe(102);
    expect(await sender.untilEnded(id)).toMatchObject({ state: 'failed', error: { code: 'PROTOCOL_BAD_MESSAGE' } });
  });

  it('may say what it likes of files that it has: they are its own', async () => {
    const { sender, id, peer } = await startOffered();
    await afterStream(
      YES,
      result([1, 0], [2, 405]),
      { type: 'ack', bytes: 10, taken: 20 },
      {
        ...receipt,
        filesDone: 1,
        bytesDone: 10,
      },
    )(peer);
    const sent = await sender.untilEnded(id);
    expect(sent).toMatchObject({ state: 'partial', filesDone: 1, filesFailed: 1, bytesDone: 10, bytesTotal: 10 });
    const { rows } = await sender.engine.files({ transferId: id, offset: 0, limit: 10, filter: 'problems' });
    expect(rows).toMatchObject([{ path: 'dir/b', error: { code: 'STORAGE_FAILED', at: 'there' } }]);
  });
});
