import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Transfer } from '../../shared/model/transfer.ts';
import { listPaths, makeTree } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair, type TestEngine } from './testing/test-engine.ts';
import { offer, sendAll, untilBothEnded, type Pair } from './testing/transfers.ts';

interface Told {
  readonly atMs: number;
  readonly transfer: Transfer;
}

/** Everything an engine tells of its transfers. */
function record({ onEvent }: Pick<TestEngine, 'onEvent'>): readonly Told[] {
  const told: Told[] = [];
  onEvent((event) => {
    if (event.type !== 'transfers') return;
    for (const transfer of event.transfers) told.push({ atMs: performance.now(), transfer });
  });
  return told;
}

/** Most events of one transfer within any second. */
function busiestSecond(told: readonly Told[]): number {
  const countFrom = (start: Told): number =>
    told.filter(({ atMs }) => atMs >= start.atMs && atMs < start.atMs + 1_000).length;
  return Math.max(...told.map(countFrom));
}

async function makeMixed(): Promise<string> {
  const directory = await makeTempDir();
  await makeTree(directory, {
    'd/big': randomBytes(60_000_000),
    ...Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`d/small/${n}`, randomBytes(n)])),
  });
  return join(directory, 'd');
}

describe('progress', () => {
  it('grows to the total on both ends, and is told at most ten times a second', async () => {
    const pair = await startPair();
    const ends = [record(pair.sender), record(pair.receiver)];
    const { sent, received } = await sendAll(pair, [await makeMixed()]);
    expect(sent.bytesDone).toBe(sent.bytesTotal);
    expect(received).toMatchObject({ bytesDone: sent.bytesDone, bytesTotal: sent.bytesTotal, filesDone: 501 });
    expect([sent, received]).toMatchObject([{ secondsLeft: null, rateBytesPerSec: 0 }, { currentFile: null }]);
    for (const told of ends) {
      const done = told.map(({ transfer }) => transfer.bytesDone);
      expect(done).toEqual(done.toSorted((a, b) => a - b));
      for (const { transfer } of told) expect(transfer.bytesDone).toBeLessThanOrEqual(transfer.bytesTotal);
      expect(busiestSecond(told)).toBeLessThanOrEqual(11);
      const states = new Set(told.map(({ transfer }) => transfer.state));
      expect([...states].at(-1)).toBe('done');
      expect(states).toContain('active');
    }
  });

  it('never passes the total, though a file fails', async () => {
    const pair = await startPair();
    const ends = [record(pair.sender), record(pair.receiver)];
    const source = await makeMixed();
    const failing = join(source, 'fails');
    await writeFile(failing, '');
    await truncate(failing, 80_000_000);
    const id = await offer(pair, [source]);
    await pair.receiver.engine.accept(id, []);
    await pair.sender.until(({ transfers }) => transfers.find(({ currentFile }) => currentFile === 'd/fails'));
    await appendFile(failing, 'x');
    const { sent, received } = await untilBothEnded(pair, id);
    expect(sent).toMatchObject({ state: 'partial', filesFailed: 1, filesDone: 501 });
    expect(received).toMatchObject({ state: 'partial', bytesDone: sent.bytesDone, bytesTotal: sent.bytesTotal });
    expect(sent.bytesDone).toBe(sent.bytesTotal);
    for (const { transfer } of ends.flat()) expect(transfer.bytesDone).toBeLessThanOrEqual(transfer.bytesTotal);
  });

  it('knows what will be sent before anybody has answered', async () => {
    const { sender, receiver } = await startPair();
    const told = record(sender);
    const id = await sender.engine.send(receiver.id, [await makeMixed()]);
    const read = await sender.until(({ transfers }) => transfers.find(({ isScanning }) => !isScanning));
    const bytesTotal = 60_000_000 + (499 * 500) / 2;
    expect(read).toMatchObject({ id, state: 'offered', bytesTotal, filesTotal: 501, bytesDone: 0 });
    const totals = told.map(({ transfer }) => transfer.bytesTotal);
    expect(totals).toEqual(totals.toSorted((a, b) => a - b));
  });
});

describe('20,000 small files', () => {
  const COUNT = 20_000;

  async function makeMany(): Promise<string> {
    const directory = join(await makeTempDir(), 'many');
    for (let folder = 0; folder < 20; folder++) {
      await mkdir(join(directory, String(folder)), { recursive: true });
      const names = Array.from({ length: COUNT / 20 }, (_, n) => join(directory, String(folder), `${n}`));
      await Promise.all(names.map((name) => writeFile(name, name)));
    }
    return directory;
  }

  /** Most memory that the process had while it told of something. */
  function watchMemory({ sender, receiver }: Pair): { readonly maxBytes: () => number } {
    let maxBytes = 0;
    const look = (): void => {
      const { heapUsed, external, arrayBuffers } = process.memoryUsage();
      maxBytes = Math.max(maxBytes, heapUsed + external + arrayBuffers);
    };
    sender.onEvent(look);
    receiver.onEvent(look);
    return { maxBytes: () => maxBytes };
  }

  it('all arrive, page by page, in memory that does not grow with them', async () => {
    const pair = await startPair();
    const source = await makeMany();
    const told = record(pair.sender);
    const before = process.memoryUsage();
    const memory = watchMemory(pair);
    const { id, sent, received } = await sendAll(pair, [source]);
    expect([sent.state, sent.filesDone, received.state, received.filesDone]).toEqual(['done', COUNT, 'done', COUNT]);
    expect(await listPaths(pair.receiver.inboxDir)).toHaveLength(COUNT + 21);
    expect(busiestSecond(told)).toBeLessThanOrEqual(11);
    const grownMib = (memory.maxBytes() - before.heapUsed - before.external - before.arrayBuffers) / 1024 ** 2;
    expect(grownMib).toBeLessThan(150);

    for (const { engine } of [pair.sender, pair.receiver]) {
      const query = { transferId: id, filter: 'all' } as const;
      const last = await engine.files({ ...query, offset: COUNT + 20, limit: 500 });
      expect(last).toMatchObject({ total: COUNT + 21, rows: [{ index: COUNT + 20, kind: 'file', status: 'done' }] });
      expect((await engine.files({ ...query, offset: COUNT + 21, limit: 500 })).rows).toEqual([]);
      const middle = await engine.files({ ...query, offset: 700, limit: 300 });
      expect(middle.rows.map(({ index }) => index)).toEqual(Array.from({ length: 300 }, (_, n) => 700 + n));
      expect(await engine.files({ ...query, offset: 0, limit: 9, filter: 'problems' })).toEqual({ total: 0, rows: [] });
    }
  });
});

describe('the list of transfers', () => {
  it('lets an ended one be dismissed, and a running one not', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, { a: 'a' });
    const { id } = await sendAll(pair, [join(source, 'a')]);
    const running = await offer(pair, [join(source, 'a')]);
    for (const transferId of [id, running]) await pair.receiver.engine.dismiss(transferId);
    expect((await pair.receiver.engine.snapshot()).transfers.map((transfer) => transfer.id)).toEqual([running]);
    await expect(pair.receiver.engine.dismiss(id)).rejects.toMatchObject({ code: 'TRANSFER_UNKNOWN' });
    await expect(pair.receiver.engine.cancel(id)).rejects.toMatchObject({ code: 'TRANSFER_UNKNOWN' });
  });
});
