import { describe, expect, it } from 'vitest';
import type { ManifestEntry } from '../../shared/model/manifest.ts';
import { fileEntry } from './testing/entries.ts';
import { greetEvil, offerEvil } from './testing/evil-peer.ts';
import { createIdentity } from './transport/identity.ts';
import { startTestEngine, type TestEngine } from './testing/test-engine.ts';

const ENTRIES: readonly ManifestEntry[] = [fileEntry('a', 1)];

/** An offer by a device that was never seen before, which is on the user's screen then. */
async function offerHonestly(victim: TestEngine): Promise<void> {
  const honest = await offerEvil(victim.port, ENTRIES);
  await Promise.race([
    victim.until(({ offers }) => offers.find(({ transferId }) => transferId === honest.transferId)),
    honest.ended.then(({ closeCode }) => Promise.reject(new Error(`refused with ${closeCode}`))),
  ]);
}

describe('whatever one address does before the user has agreed to anything', () => {
  it.each([32, 100])('an honest offer is asked about: %i connections that say nothing', async (count) => {
    const victim = await startTestEngine('Victim');
    const silent = [];
    for (let n = 0; n < count; n++) silent.push(await greetEvil(victim.port));
    await offerHonestly(victim);
    const codes = await Promise.all(silent.slice(0, count - 16).map(({ ended }) => ended));
    expect(new Set(codes.map(({ closeCode }) => closeCode))).toEqual(new Set([200]));
  });

  it('an honest offer of a device is asked about that has lost 20 connections and does not know it', async () => {
    const victim = await startTestEngine('Victim');
    const identity = await createIdentity();
    for (let n = 0; n < 20; n++) await greetEvil(victim.port, { identity });
    const peer = await offerEvil(victim.port, ENTRIES, { identity });
    await victim.until(({ offers }) => offers.find(({ transferId }) => transferId === peer.transferId));
  });

  it.each([32, 100])('an honest offer is asked about: %i offers that nobody answers', async (count) => {
    const victim = await startTestEngine('Victim');
    const offered = [];
    for (let n = 0; n < count; n++) offered.push(await offerEvil(victim.port, ENTRIES));
    await victim.until(({ offers }) => (offers.length > 0 ? true : undefined));
    await offerHonestly(victim);
    const { offers } = await victim.engine.snapshot();
    expect(offers.length).toBeLessThanOrEqual(8);
    const codes = await Promise.all(offered.slice(0, count - 8).map(({ ended }) => ended));
    expect(new Set(codes.map(({ closeCode }) => closeCode))).toEqual(new Set([200]));
  });
});
