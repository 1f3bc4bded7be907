import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashFile, listPaths } from '../../../electron/engine/testing/source-tree.ts';
import { makeTempDir } from '../../../electron/engine/testing/temp-dir.ts';
import { expectNoLeftovers, untilBothEnded } from '../../../electron/engine/testing/transfers.ts';
import { offerUntilMidway, writeBigFile } from '../testing/transfer.ts';
import { prepareSystems, startPairOn } from '../testing/wine-engine.ts';

prepareSystems();

const SIZE_MIB = 80;
/** Slow enough to be met midway on any machine. */
const SLOW = { sender: { uploadLimit: 12 << 20 } };

describe('a transfer goes on after kill -9', () => {
  it.each([
    ['receiver', 'linux', 'windows'],
    ['sender', 'windows', 'linux'],
    ['sender', 'linux', 'windows'],
    ['receiver', 'windows', 'windows'],
  ] as const)('of the %s, from %s to %s', async (victim, from, to) => {
    const pair = await startPairOn(from, to, SLOW);
    const file = join(await makeTempDir(), 'big.bin');
    const hash = await writeBigFile(file, SIZE_MIB);
    const id = await offerUntilMidway(pair, file, SIZE_MIB / 4);
    await pair[victim].kill();
    await pair[victim].restart({ uploadLimit: null });
    const { sent, received } = await untilBothEnded(pair, id);
    expect([sent.state, received.state]).toEqual(['done', 'done']);
    expect(await listPaths(pair.receiver.inboxDir)).toEqual(['big.bin']);
    expect(await hashFile(join(pair.receiver.inboxDir, 'big.bin'))).toBe(hash);
    await expectNoLeftovers(pair.receiver);
  });
});

describe('a transfer that is cancelled midway leaves nothing in the inbox of Windows', () => {
  it.each(['sender', 'receiver'] as const)('by the %s', async (who) => {
    const pair = await startPairOn('linux', 'windows', SLOW);
    const file = join(await makeTempDir(), 'big.bin');
    await writeBigFile(file, SIZE_MIB);
    const id = await offerUntilMidway(pair, file, SIZE_MIB / 4);
    await pair[who].engine.cancel(id);
    const { sent, received } = await untilBothEnded(pair, id);
    expect([sent.state, received.state]).toEqual(['cancelled', 'cancelled']);
    await expect.poll(() => listPaths(pair.receiver.inboxDir)).toEqual([]);
    await expectNoLeftovers(pair.receiver);
  });
});
