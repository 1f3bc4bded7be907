import { randomBytes } from 'node:crypto';
import { open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TransferId } from '../../shared/model/ids.ts';
import { expectArrived, expectJournalsClosed, toWireBytes } from './testing/after-faults.ts';
import { joinByProxy, RECEIVER_HOST, SENDER_HOST, type ProxiedPair } from './testing/proxied-pair.ts';
import { makeAlbum, makeFile } from './testing/sources.ts';
import { listPaths } from './testing/source-tree.ts';
import { startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { offer, untilBothEnded, untilState } from './testing/transfers.ts';

const MIB = 1024 * 1024;
const SIZE = 16 * MIB;
/** Handshakes, messages and what TLS and frames cost above `toWireBytes`. */
const OVERHEAD_MAX_BYTES = 64 * 1024;

const startReceiver = (own: Partial<TestEngine['settings']> & { readonly dataDir?: string } = {}) =>
  startTestEngine('Receiver', { listen: [RECEIVER_HOST], ...own });

const startProxied = async (): Promise<ProxiedPair> =>
  joinByProxy(await startTestEngine('Sender', { listen: [SENDER_HOST] }), await startReceiver());

describe.skipIf(process.platform === 'darwin')('a transfer of which only the receipt is lost', () => {
  it('is not sent again, not doubled, and ends as done on both ends', async () => {
    const pair = await startProxied();
    const album = await makeAlbum();
    const id = await offer(pair, [album]);
    const before = pair.proxy.bytes.up;
    // most of the files' results and the receipt come after this
    const deaf = pair.proxy.passThen('up', 2_000_000, () => pair.proxy.swallow('down'));
    await pair.receiver.engine.accept(id, []);
    await deaf;
    await untilState(pair.receiver, id, 'done');
    expect((await pair.sender.engine.snapshot()).transfers[0]?.state).not.toBe('done');
    const passed = pair.proxy.bytes.up - before;
    pair.proxy.reset();
    const { sent, received } = await untilBothEnded(pair, id);
    expect([sent.state, received.state]).toEqual(['done', 'done']);
    expect(sent.filesDone).toBe(sent.filesTotal);
    expect(pair.proxy.bytes.up - before - passed).toBeLessThan(OVERHEAD_MAX_BYTES);
    await expectArrived(pair.receiver, album);
    await expectJournalsClosed(pair);
  });
});

interface Interrupted extends ProxiedPair {
  readonly id: TransferId;
  readonly source: string;
  readonly partPath: string;
  readonly notesPath: string;
  /** Of the file, held by the receiver when it stopped. */
  readonly heldBytes: number;
}

/** A transfer of one file whose receiver has quit when about three quarters had arrived. */
async function interrupt(): Promise<Interrupted> {
  const pair = await startProxied();
  const { receiver, proxy } = pair;
  const source = await makeFile('file.bin', randomBytes(SIZE));
  const id = await offer(pair, [source]);
  const stalled = proxy.passThen('up', toWireBytes((SIZE * 3) / 4), () => proxy.stall());
  await receiver.engine.accept(id, []);
  await stalled;
  // all that passed is written: the last whole block, and what little follows it
  await receiver.until(({ transfers }) =>
    transfers.find((transfer) => transfer.id === id && transfer.bytesDone >= 11 * MIB),
  );
  await receiver.stop();
  proxy.refuse(true);
  proxy.flow();
  proxy.reset();
  const paths = await listPaths(receiver.inboxDir);
  const part = paths.find((path) => path.endsWith('.part')) ?? '';
  const [journal = ''] = await readdir(join(receiver.dataDir, 'transfers'));
  const notesPath = join(receiver.dataDir, 'transfers', journal, 'notes.jsonl');
  const notes = await readFile(notesPath, 'utf8');
  const heldBytes = new Set(notes.match(/\["block",0,\d+/g)).size * MIB;
  return { ...pair, id, source, partPath: join(receiver.inboxDir, part), notesPath, heldBytes };
}

/** The receiver is back: what passes until both are done. */
async function goOn({ sender, receiver, proxy, id, source }: Interrupted): Promise<number> {
  const { port, dataDir, inboxDir } = receiver;
  const before = proxy.bytes.up;
  const back = await startReceiver({ port, dataDir, inboxDir });
  proxy.refuse(false);
  const { sent, received } = await untilBothEnded({ sender, receiver: back }, id);
  expect([sent.state, received.state]).toEqual(['done', 'done']);
  await expectArrived(back, source);
  await expectJournalsClosed({ sender, receiver: back });
  return proxy.bytes.up - before;
}

function expectBytes(passed: number, expected: number): void {
  expect(passed).toBeGreaterThanOrEqual(expected);
  expect(passed).toBeLessThan(toWireBytes(expected) + OVERHEAD_MAX_BYTES);
}

describe.skipIf(process.platform === 'darwin')('a transfer that was interrupted', () => {
  it('brings only what is missing', async () => {
    const interrupted = await interrupt();
    expect(interrupted.heldBytes).toBeGreaterThanOrEqual(11 * MIB);
    expectBytes(await goOn(interrupted), SIZE - interrupted.heldBytes);
  });

  it('brings one block again that is not what it was, and the file is right', async () => {
    const interrupted = await interrupt();
    const file = await open(interrupted.partPath, 'r+');
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, 5 * MIB + 4_321);
    await file.write(Buffer.of((buffer[0] ?? 0) ^ 0x40), 0, 1, 5 * MIB + 4_321);
    await file.close();
    expectBytes(await goOn(interrupted), SIZE - interrupted.heldBytes + MIB);
  });

  it('brings one block again whose note was damaged', async () => {
    const interrupted = await interrupt();
    const notes = await readFile(interrupted.notesPath, 'utf8');
    const damaged = notes.replace('["block",0,3,', '["block",0,4,');
    expect(damaged).not.toBe(notes);
    await writeFile(interrupted.notesPath, damaged);
    expectBytes(await goOn(interrupted), SIZE - interrupted.heldBytes + MIB);
  });

  it('brings everything again when the notes are rubbish, and leaves nothing of the first attempt', async () => {
    const interrupted = await interrupt();
    await writeFile(interrupted.notesPath, randomBytes(10_000));
    await goOn(interrupted);
  });
});
