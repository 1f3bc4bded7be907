import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashFile } from './testing/source-tree.ts';
import { makeAlbum, makeFile, rowsOf } from './testing/sources.ts';
import { startPair } from './testing/test-engine.ts';
import { offer, sendAll, untilBothEnded } from './testing/transfers.ts';

describe('the hash of a file', () => {
  it('is known at both ends when it is done, also of one that was there, and of no folder', async () => {
    const pair = await startPair({}, { existingNames: 'skip-identical' });
    const album = await makeAlbum();
    for (let round = 0; round < 2; round++) {
      const { id } = await sendAll(pair, [album]);
      const [sent, received] = [await rowsOf(pair.sender, id), await rowsOf(pair.receiver, id)];
      expect(sent).toHaveLength(209);
      for (const rows of [sent, received]) {
        for (const { path, kind, sha256 } of rows) {
          expect(sha256).toBe(kind === 'directory' ? null : await hashFile(join(album, '..', path)));
        }
      }
    }
  });

  it('is not told of a file that was not taken or is not there yet', async () => {
    const pair = await startPair();
    const id = await offer(pair, [await makeFile('a', 'a'), await makeFile('b', 'b')]);
    expect((await rowsOf(pair.receiver, id)).map(({ sha256 }) => sha256)).toEqual([null, null]);
    await pair.receiver.engine.accept(id, [[0, 0]]);
    await untilBothEnded(pair, id);
    for (const end of [pair.sender, pair.receiver]) {
      const [skipped, done] = await rowsOf(end, id);
      expect(skipped).toMatchObject({ status: 'skipped', sha256: null });
      expect(done).toMatchObject({ status: 'done', sha256: expect.stringMatching(/^3e23e816/) as string });
    }
  });
});

describe('the time of the yes', () => {
  it('is known at both ends, and only when there was one', async () => {
    const pair = await startPair();
    const path = await makeFile('a', 'a');
    const id = await offer(pair, [path]);
    const beforeMs = Date.now();
    await pair.receiver.engine.accept(id, []);
    const { sent, received } = await untilBothEnded(pair, id);
    for (const { startedAtMs, acceptedAtMs, endedAtMs } of [sent, received]) {
      expect(startedAtMs).toBeLessThanOrEqual(beforeMs);
      expect(acceptedAtMs).toBeGreaterThanOrEqual(beforeMs);
      expect(acceptedAtMs).toBeLessThanOrEqual(endedAtMs ?? 0);
    }
    const declined = await offer(pair, [path]);
    await pair.receiver.engine.decline(declined);
    const ends = await untilBothEnded(pair, declined);
    expect([ends.sent.acceptedAtMs, ends.received.acceptedAtMs]).toEqual([null, null]);
  });
});
