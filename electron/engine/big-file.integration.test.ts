import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { CAN_MOUNT, mountTmpfs } from './storage/testing/mounted-disk.ts';
import { prepareEngineProcesses, startEngineProcess, type EngineProcess } from './testing/engine-process.ts';
import { readRssBytes } from './testing/process-memory.ts';
import { rowsOf } from './testing/sources.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { offer, untilBothEnded } from './testing/transfers.ts';

// LANYARD_BIG_FILE_GIB=100 sends one sparse file of that size between two processes; minutes, so only when asked for.
const SIZE_GIB = Number(process.env['LANYARD_BIG_FILE_GIB'] ?? 0);
const SIZE = SIZE_GIB * 1024 ** 3;
const MIB = 1024 * 1024;
const TIMEOUT_MS = 300_000 + SIZE_GIB * 60_000;
/** What a process may have more while the rest moves than it had in the first tenth. */
const GROWTH_MAX_BYTES = 64 * MIB;

const run = promisify(execFile);

prepareEngineProcesses();

/** Zeros, with something else at ten places: what is there does not depend on where one looks. */
async function makeSparse(path: string): Promise<void> {
  const file = await open(path, 'w');
  await file.truncate(SIZE);
  for (let tenth = 0; tenth < 10; tenth++) await file.write(randomBytes(MIB), 0, MIB, Math.floor((SIZE / 10) * tenth));
  await file.write(randomBytes(3), 0, 3, SIZE - 3);
  await file.close();
}

/** The most memory that a process had while the first tenth arrived, and afterwards. */
function watchMemory(engine: EngineProcess) {
  const most = { early: 0, late: 0 };
  engine.onEvent((event) => {
    if (event.type !== 'transfers') return;
    const [transfer] = event.transfers;
    const when = (transfer?.bytesDone ?? 0) < SIZE / 10 ? 'early' : 'late';
    void readRssBytes(engine).then((bytes) => (most[when] = Math.max(most[when], bytes)));
  });
  return most;
}

it.skipIf(SIZE === 0 || process.platform !== 'linux')(
  `one sparse file of ${SIZE_GIB} GiB (needs LANYARD_BIG_FILE_GIB) arrives in flat memory, whole, and as sparse as it was`,
  { timeout: 2 * TIMEOUT_MS },
  async () => {
    const inboxDir = join(await makeTempDir(), 'inbox');
    // the space is asked for before, though hardly any is used
    const disk = CAN_MOUNT ? await mountTmpfs(inboxDir, `size=${SIZE_GIB + 1}g`) : null;
    onTestFinished(() => disk?.unmount().then(() => undefined));
    const options = { untilTimeoutMs: TIMEOUT_MS };
    const sender = await startEngineProcess('Sender', options);
    const receiver = await startEngineProcess('Receiver', { ...options, ...(disk && { inboxDir }) });
    await sender.engine.addPeer(`127.0.0.1:${receiver.port}`);
    await sender.untilPeer(receiver.id, 'online');
    const source = join(await makeTempDir(), 'sparse.bin');
    await makeSparse(source);
    const memory = [watchMemory(sender), watchMemory(receiver)];
    const startMs = performance.now();
    const id = await offer({ sender, receiver }, [source]);
    await receiver.engine.accept(id, []);
    const { sent, received } = await untilBothEnded({ sender, receiver }, id);
    const seconds = (performance.now() - startMs) / 1000;
    expect([sent.state, received.state]).toEqual(['done', 'done']);
    const target = join(receiver.inboxDir, 'sparse.bin');
    const { size, blocks } = await stat(target);
    const mib = memory.map(({ early, late }) => `${Math.round(early / MIB)} then ${Math.round(late / MIB)} MiB`);
    console.info(
      `${SIZE_GIB} GiB in ${seconds.toFixed(0)} s, ${(SIZE / MIB / seconds).toFixed(0)} MiB/s; memory of the sender ` +
        `${mib[0]}, of the receiver ${mib[1]}; ${((blocks * 512) / MIB).toFixed(1)} MiB on the disk`,
    );
    expect(size).toBe(SIZE);
    expect(blocks * 512).toBeLessThan(64 * MIB);
    for (const { early, late } of memory) expect(late - early).toBeLessThan(GROWTH_MAX_BYTES);
    const { stdout } = await run('sha256sum', [target]);
    const [row] = await rowsOf(receiver, id);
    expect(row?.sha256).toBe(stdout.slice(0, 64));
  },
);
