import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineSettings } from './engine-api.ts';
import { hashFile } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair, type TestEngine } from './testing/test-engine.ts';
import {
  expectNoLeftovers,
  offer,
  sendAll,
  untilBothEnded,
  untilMoving,
  untilState,
  type Pair,
} from './testing/transfers.ts';

const MB = 1_000_000;
/** A transfer of megabytes would take longer than the test may. */
const CRAWL = 4_096;

async function makeFile(name: string, sizeBytes: number): Promise<string> {
  const path = join(await makeTempDir(), name);
  await writeFile(path, randomBytes(sizeBytes));
  return path;
}

const configure = ({ engine, settings }: TestEngine, change: Partial<EngineSettings>): Promise<void> =>
  engine.configure({ ...settings, ...change });

async function expectSame(receiver: TestEngine, path: string, name: string): Promise<void> {
  expect(await hashFile(join(receiver.inboxDir, name))).toBe(await hashFile(path));
}

describe('a limit of 2 MB/s', () => {
  it.each([
    ['up', { uploadLimit: 2 * MB }, {}],
    ['down', {}, { downloadLimit: 2 * MB }],
  ])('%s makes 4 MB take its time, whole', async (_, ofSender, ofReceiver) => {
    const pair = await startPair(ofSender, ofReceiver);
    const path = await makeFile('film.mkv', 4 * MB);
    const startMs = performance.now();
    const { sent, received } = await sendAll(pair, [path]);
    expect(performance.now() - startMs).toBeGreaterThan(1_700);
    expect([sent.state, received.state]).toEqual(['done', 'done']);
    await expectSame(pair.receiver, path, 'film.mkv');
  });

  it('is kept by several transfers together, and by many small files', async () => {
    const pair = await startPair({ uploadLimit: 2 * MB });
    const film = await makeFile('film.mkv', 2 * MB);
    const small = await Promise.all(Array.from({ length: 40 }, (_, n) => makeFile(`${n}.txt`, 50_000)));
    const startMs = performance.now();
    const both = await Promise.all([sendAll(pair, [film]), sendAll(pair, small)]);
    expect(performance.now() - startMs).toBeGreaterThan(1_700);
    expect(both.map(({ received }) => received.state)).toEqual(['done', 'done']);
    await expectSame(pair.receiver, film, 'film.mkv');
  });
});

describe('a limit on a transfer that runs', () => {
  const sides = ['uploadLimit', 'downloadLimit'] as const;
  const limited = (pair: Pair, side: (typeof sides)[number]): TestEngine =>
    side === 'uploadLimit' ? pair.sender : pair.receiver;
  /** 8 MB on their way, slower than anybody would wait for. */
  const startCrawling = async (side: (typeof sides)[number]) => {
    const pair = await startPair();
    await configure(limited(pair, side), { [side]: 256_000 });
    const path = await makeFile('film.mkv', 8 * MB);
    const id = await offer(pair, [path]);
    await pair.receiver.engine.accept(id, []);
    await Promise.all([untilMoving(pair.sender, id), untilMoving(pair.receiver, id)]);
    await configure(limited(pair, side), { [side]: CRAWL });
    return { pair, path, id };
  };

  it.each(sides)('%s: goes at once', async (side) => {
    const { pair, path, id } = await startCrawling(side);
    await configure(limited(pair, side), { [side]: null });
    const { sent, received } = await untilBothEnded(pair, id);
    expect([sent.state, received.state]).toEqual(['done', 'done']);
    await expectSame(pair.receiver, path, 'film.mkv');
  });

  it.each(sides)('%s: does not delay a cancel of the side that has it', async (side) => {
    const { pair, id } = await startCrawling(side);
    await limited(pair, side).engine.cancel(id);
    const { sent, received } = await untilBothEnded(pair, id);
    expect([sent.state, received.state]).toEqual(['cancelled', 'cancelled']);
    await expectNoLeftovers(pair.receiver);
  });

  it.each(['pause', 'cancel'] as const)('downloadLimit: a %s of the sender is seen for what it is', async (what) => {
    const { pair, id } = await startCrawling('downloadLimit');
    await pair.sender.engine[what](id);
    const seen = await untilState(pair.receiver, id, 'paused', 'waiting', 'cancelled');
    const paused = { state: 'paused', pausedBy: 'there', error: null };
    expect(seen).toMatchObject(what === 'pause' ? paused : { state: 'cancelled', cancelledBy: 'there' });
  });
});
