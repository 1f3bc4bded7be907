import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TransferId } from '../../shared/model/ids.ts';
import { isEnded, type Transfer } from '../../shared/model/transfer.ts';
import { WINDOW_BYTES } from '../../shared/protocol/constants.ts';
import { expectArrived, expectJournalsClosed, toWireBytes } from './testing/after-faults.ts';
import { prepareEngineProcesses, startEngineProcess, type EngineProcess } from './testing/engine-process.ts';
import type { KillPoint } from './testing/kill-point.ts';
import { joinByProxy, RECEIVER_HOST, SENDER_HOST, type ProxiedPair } from './testing/proxied-pair.ts';
import { createSeededRandom, type SeededRandom } from './testing/seeded-random.ts';
import { makeTree, spreadTimes } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { offer, untilState } from './testing/transfers.ts';

// kill -9 of real processes. Nobody does anything afterwards but start the process again.

const MIB = 1024 * 1024;
const FRAME = MIB;
const SIZE = 24 * MIB;
const FILE = 'file.bin';

/** 200 are meant to be run before a release: LANYARD_KILL_SEEDS=200. */
const SEEDS = Number(process.env['LANYARD_KILL_SEEDS'] ?? 4);
/** Of random runs only; the offsets are few. */
const PER_SEED_MS = 30_000;

/**
 * What one kill may cost, in bytes that travel twice: what the window lets be under way, wherever it waits, what is short
 * of a whole block, and blocks whose notes were milliseconds late.
 */
const RESENT_MAX_PER_KILL = WINDOW_BYTES + 2 * MIB;

type Victim = 'sender' | 'receiver';
type ProcessPair = ProxiedPair<EngineProcess>;

prepareEngineProcesses();

async function startPair(autoAccept: boolean): Promise<ProcessPair> {
  const sender = await startEngineProcess('Sender', { listen: [SENDER_HOST] });
  const receiver = await startEngineProcess('Receiver', { listen: [RECEIVER_HOST], autoAccept });
  return joinByProxy(sender, receiver, true);
}

/** What was sent before is taken away, so that the inbox is what one transfer makes of it. */
async function clearInbox({ receiver }: ProcessPair): Promise<void> {
  for (const name of await readdir(receiver.inboxDir)) {
    await rm(join(receiver.inboxDir, name), { recursive: true });
  }
}

/** How it ended at one end; null: an end that was killed after that no longer lists it. */
async function untilOver(engine: EngineProcess, id: TransferId): Promise<Transfer | null> {
  const { found } = await engine.until(({ transfers }) => {
    const listed = transfers.find((transfer) => transfer.id === id) ?? null;
    return listed === null || isEnded(listed.state) ? { found: listed } : undefined;
  });
  return found;
}

async function expectDone(pair: ProcessPair, id: TransferId, sourcePath: string): Promise<void> {
  const ends = await Promise.all([untilOver(pair.sender, id), untilOver(pair.receiver, id)]);
  for (const end of ends) {
    if (!end) continue;
    expect(end).toMatchObject({ state: 'done', error: null, filesFailed: 0, filesDone: end.filesTotal });
  }
  await expectArrived(pair.receiver, sourcePath);
  await expectJournalsClosed(pair);
}

interface Killing {
  readonly killed: number;
  readonly resentBytes: number;
}

function report(what: string, runs: readonly Killing[]): void {
  const killed = runs.reduce((sum, run) => sum + run.killed, 0);
  const resent = runs.reduce((sum, run) => sum + run.resentBytes, 0);
  const worst = Math.max(...runs.map((run) => run.resentBytes / Math.max(1, run.killed)));
  const mib = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MiB`;
  console.info(
    `kill matrix, ${what}: ${runs.length} runs, ${killed} kills, ${mib(resent)} sent again in all, ` +
      `${mib(resent / Math.max(1, killed))} per kill, at worst ${mib(worst)}`,
  );
}

function expectFewBytesAgain({ killed, resentBytes }: Killing): void {
  expect(resentBytes).toBeLessThan(killed * RESENT_MAX_PER_KILL + 64 * 1024);
}

async function makeLargeFile(): Promise<string> {
  const directory = await makeTempDir();
  await makeTree(directory, { [FILE]: createSeededRandom(1).bytes(SIZE) });
  await spreadTimes(directory);
  return join(directory, FILE);
}

/** Kills when the connection has carried the first `offset` bytes of the file; see `toWireBytes` for how near. */
async function killAtOffset(pair: ProcessPair, victim: Victim, offset: number, source: string): Promise<Killing> {
  await clearInbox(pair);
  const id = await offer(pair, [source]);
  const before = pair.proxy.bytes.up;
  const killing = pair.proxy.passThen('up', toWireBytes(offset), () => pair[victim].kill());
  await pair.receiver.engine.accept(id, []);
  await killing;
  await pair[victim].restart();
  if (victim === 'sender') await acceptAgain(pair.receiver, id);
  await expectDone(pair, id, source);
  return { killed: 1, resentBytes: pair.proxy.bytes.up - before - toWireBytes(SIZE) };
}

/** A sender that a heartbeat's bytes had killed before it heard the yes, or before that was said, asks again. */
async function acceptAgain(receiver: EngineProcess, id: TransferId): Promise<void> {
  const isOffered = await receiver.until(({ offers, transfers }) => {
    if (offers.some(({ transferId }) => transferId === id)) return { again: true };
    return transfers.some((transfer) => transfer.id === id) ? { again: false } : undefined;
  });
  if (isOffered.again) await receiver.engine.accept(id, []);
}

/** Everything has arrived, and the sender has not heard of it. */
async function killBeforeReceipt(pair: ProcessPair, victim: Victim, source: string): Promise<Killing> {
  await clearInbox(pair);
  const id = await offer(pair, [source]);
  const before = pair.proxy.bytes.up;
  const stalling = pair.proxy.passThen('up', toWireBytes(SIZE), () => pair.proxy.stall('down'));
  await pair.receiver.engine.accept(id, []);
  await stalling;
  await untilState(pair.receiver, id, 'done');
  await pair[victim].kill();
  pair.proxy.flow();
  await pair[victim].restart();
  await expectDone(pair, id, source);
  return { killed: 1, resentBytes: pair.proxy.bytes.up - before - toWireBytes(SIZE) };
}

/** The receiver kills itself at a step of its own. */
async function killAtStep(pair: ProcessPair, point: KillPoint, source: string): Promise<Killing> {
  await clearInbox(pair);
  await pair.receiver.stop();
  // its step may be one of those that it starts with
  await pair.receiver.restart({}, point).catch(() => undefined);
  await Promise.race([pair.receiver.untilGone(), pair.receiver.untilPeer(pair.sender.id, 'online')]);
  const before = pair.proxy.bytes.up;
  const id = await pair.sender.engine.send(pair.receiver.id, [source]);
  const hasDied = await Promise.race([
    pair.receiver.untilGone().then(() => true),
    untilOver(pair.sender, id).then(() => false),
  ]);
  if (hasDied) await pair.receiver.restart();
  await expectDone(pair, id, source);
  return { killed: hasDied ? 1 : 0, resentBytes: pair.proxy.bytes.up - before };
}

describe.skipIf(process.platform === 'darwin')('a transfer of one file goes on by itself after kill -9', () => {
  const OFFSETS: readonly (readonly [string, number])[] = [
    ['0', 0],
    ['1', 1],
    ['frame - 1', FRAME - 1],
    ['frame', FRAME],
    ['25 %', SIZE / 4],
    ['50 %', SIZE / 2],
    ['size - 1', SIZE - 1],
    ['size', SIZE],
  ];

  it.each(['sender', 'receiver'] as const)('of the %s at every chosen offset', async (victim) => {
    const pair = await startPair(false);
    const source = await makeLargeFile();
    const runs: Killing[] = [];
    for (const [name, offset] of OFFSETS) {
      runs.push(await named(`at ${name}`, () => killAtOffset(pair, victim, offset, source)));
    }
    runs.push(await named('before the receipt', () => killBeforeReceipt(pair, victim, source)));
    report(`${victim} at offsets`, runs);
    for (const run of runs) expectFewBytesAgain(run);
  });

  it('of the receiver before and after each step of the commit', async () => {
    const pair = await startPair(true);
    const source = await makeLargeFile();
    const runs: Killing[] = [];
    for (const [call, path] of [
      ['link', FILE],
      ['unlink', '.part'],
    ] as const) {
      for (const when of ['before', 'after'] as const) {
        const point = { call, path, nth: 1, when };
        const run = await named(`${when} ${call}`, () => killAtStep(pair, point, source));
        expect(run.killed, `${when} ${call}`).toBe(1);
        runs.push({ ...run, resentBytes: run.resentBytes - toWireBytes(SIZE) });
      }
    }
    report('receiver in the commit', runs);
    // the part is complete: only blocks whose notes were milliseconds late come again
    for (const { resentBytes } of runs) expect(resentBytes).toBeLessThan(8 * MIB);
  });
});

/** Says which run it was when it fails. */
async function named<T>(name: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw new Error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** About 18 MiB: many small files, a few large ones, empty ones, empty folders, names of every kind. */
async function makeMixedTree(random: SeededRandom): Promise<{ readonly path: string; readonly bytes: number }> {
  const directory = await makeTempDir();
  const tree: Record<string, Uint8Array | null> = {
    'tree/nothing in it': null,
    'tree/里面什么都没有/也没有': null,
    'tree/empty.txt': Buffer.alloc(0),
    'tree/影片/电影.mp4': random.bytes(random.between(5, 8) * MIB + random.between(0, MIB)),
    'tree/big 📦.bin': random.bytes(5 * MIB),
    'tree/one block': random.bytes(MIB),
    'tree/one block and a byte': random.bytes(MIB + 1),
    // 255 bytes each
    [`tree/${'长'.repeat(84)}.gz`]: random.bytes(70_000),
    [`tree/${'😀'.repeat(61)}abc.abc.txt/${'x'.repeat(255)}`]: random.bytes(10),
  };
  for (let index = 0; index < 120; index++) {
    tree[`tree/small ${index % 9}/文件 ${index} 🎉.txt`] = random.bytes(random.between(0, 20_000));
  }
  await makeTree(directory, tree);
  await spreadTimes(directory);
  const bytes = Object.values(tree).reduce((sum, content) => sum + (content?.length ?? 0), 0);
  return { path: join(directory, 'tree'), bytes };
}

/** Kills one of the two, one to three times, each time when some more bytes have passed and a moment is over. */
async function killAtRandom(pair: ProcessPair, seed: number): Promise<Killing> {
  const random = createSeededRandom(seed);
  await clearInbox(pair);
  const { path, bytes } = await makeMixedTree(random);
  const before = pair.proxy.bytes.up;
  const id = await pair.sender.engine.send(pair.receiver.id, [path]);
  const ended = untilOver(pair.sender, id);
  let killed = 0;
  for (let left = random.between(1, 3); left > 0; left--) {
    const victim = pair[random.next() < 0.5 ? 'sender' : 'receiver'];
    const delayMs = random.between(0, 40);
    const marked = pair.proxy.passThen('up', random.between(0, bytes), () => undefined);
    const isMarked = await Promise.race([marked.then(() => true), ended.then(() => false)]);
    if (!isMarked) break;
    // nothing is waited for: the moment of the kill is what the seed draws
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await victim.kill();
    killed += 1;
    await victim.restart();
  }
  await expectDone(pair, id, path);
  return { killed, resentBytes: pair.proxy.bytes.up - before - toWireBytes(bytes) };
}

describe.skipIf(process.platform === 'darwin')('a transfer of a mixed tree goes on by itself after kill -9', () => {
  const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);

  it(`of either at random moments, ${SEEDS} seeds`, { timeout: 300_000 + SEEDS * PER_SEED_MS }, async () => {
    const pair = await startPair(true);
    const runs: Killing[] = [];
    for (const seed of seeds) runs.push(await named(`seed ${seed}`, () => killAtRandom(pair, seed)));
    report('random moments', runs);
    for (const run of runs) expectFewBytesAgain(run);
  });

  it(
    `of the receiver at random steps on its disk, ${SEEDS} seeds`,
    { timeout: 300_000 + SEEDS * PER_SEED_MS },
    async () => {
      const pair = await startPair(true);
      const directory = await makeTempDir();
      const random = createSeededRandom(0);
      await makeTree(directory, {
        'few/a': random.bytes(100),
        'few/b/c': random.bytes(2 * MIB + 1),
        'few/b/nothing': null,
        'few/d': '',
      });
      await spreadTimes(directory);
      const runs: Killing[] = [];
      for (const seed of seeds) {
        const dice = createSeededRandom(seed);
        const when = dice.next() < 0.5 ? 'before' : 'after';
        const point = { call: null, path: null, nth: dice.between(1, 60), when } as const;
        const name = `seed ${seed}, ${when} step ${point.nth}`;
        runs.push(await named(name, () => killAtStep(pair, point, join(directory, 'few'))));
      }
      const size = toWireBytes(2 * MIB + 101);
      report(
        'receiver at steps',
        runs.map((run) => ({ ...run, resentBytes: run.resentBytes - size })),
      );
      const { transfers } = await pair.receiver.engine.snapshot();
      expect(transfers.filter(({ state }) => !isEnded(state))).toEqual([]);
    },
  );
});
