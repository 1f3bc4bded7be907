import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { ManifestEntry } from '../../shared/model/manifest.ts';
import { encodeMessage } from '../../shared/protocol/codec.ts';
import { fileEntry } from './testing/entries.ts';
import { greetEvil, newTransferId, sendOffer, type EvilPeer } from './testing/evil-peer.ts';
import { prepareEngineProcesses, startEngineProcess, type EngineProcess } from './testing/engine-process.ts';
import { readRssBytes } from './testing/process-memory.ts';

prepareEngineProcesses();

const MIB = 1024 * 1024;
const ENTRIES = 200_000;
const BOMBS = 12;

/** The frames of a legal list: 200,000 names of 155 bytes at the top, 30 MiB of paths. */
function frameBomb(): Uint8Array {
  const frames: Uint8Array[] = [];
  let page: ManifestEntry[] = [];
  for (let n = 0; n < ENTRIES; n++) {
    page.push(fileEntry(String(n).padStart(155, 'x'), 1));
    if (page.length < 200 && n < ENTRIES - 1) continue;
    frames.push(encodeMessage({ type: 'manifest', entries: page }));
    page = [];
  }
  frames.push(encodeMessage({ type: 'manifest-end', entryCount: ENTRIES, totalBytes: ENTRIES }));
  return Buffer.concat(frames);
}

async function openFiles({ pid }: EngineProcess): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}

async function throwBomb(peer: EvilPeer, frames: Uint8Array): Promise<void> {
  peer.send({ type: 'offer', transferId: newTransferId() });
  for (let offset = 0; offset < frames.length && peer.socket.writable; offset += MIB) {
    const isFlushed = peer.socket.write(frames.subarray(offset, offset + MIB));
    if (!isFlushed) await Promise.race([new Promise((resolve) => peer.socket.once('drain', resolve)), peer.ended]);
  }
}

it('twelve of the longest lists at once cost bounded memory, which is given back with every descriptor', async ({
  skip,
}) => {
  skip(process.platform !== 'linux', 'reads /proc');
  const victim = await startEngineProcess('Victim');
  const frames = frameBomb();
  // what the first connection and offer cost once is in what it began with
  const first = await greetEvil(victim.port);
  sendOffer(first, [fileEntry('a', 1)]);
  await victim.untilOffer();
  first.destroy();
  await victim.until(({ offers }) => (offers.length === 0 ? true : undefined));
  const before = { rss: await readRssBytes(victim), files: await openFiles(victim) };
  const peers = await Promise.all(Array.from({ length: BOMBS }, () => greetEvil(victim.port)));
  let peak = 0;
  const meter = setInterval(() => {
    void readRssBytes(victim).then((rss) => (peak = Math.max(peak, rss)));
  }, 50);
  const ends = peers.map(({ ended }) => ended.then(({ closeCode }) => closeCode));
  await Promise.all(peers.map((peer) => throwBomb(peer, frames)));
  await victim.untilOffer();
  const codes = await Promise.all(ends.map((end) => Promise.race([end, Promise.resolve('open')])));
  for (const peer of peers) peer.destroy();
  await victim.until(({ offers }) => (offers.length === 0 ? true : undefined));
  clearInterval(meter);
  await expect.poll(() => openFiles(victim), { timeout: 30_000 }).toBeLessThanOrEqual(before.files + 2);
  await expect.poll(() => readRssBytes(victim), { timeout: 30_000 }).toBeLessThan(before.rss + 50 * MIB);
  expect(codes.filter((code) => code === 200).length).toBeGreaterThanOrEqual(BOMBS - 2);
  expect(peak - before.rss).toBeLessThan(300 * MIB);
});
