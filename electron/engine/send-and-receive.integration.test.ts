import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair } from './testing/test-engine.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('two engines', () => {
  it('move one file: same bytes, same name', async () => {
    const { sender, receiver } = await startPair();
    const source = join(await makeTempDir(), 'photo.jpg');
    const bytes = randomBytes(5_000_000);
    await writeFile(source, bytes);

    const id = await sender.engine.send(receiver.id, [source]);
    const offer = await receiver.untilOffer();
    expect(offer).toMatchObject({ peerName: 'Sender', fileCount: 1, totalBytes: bytes.length, problem: null });
    await receiver.engine.accept(offer.transferId, []);

    const [sent, received] = await Promise.all([sender.untilEnded(id), receiver.untilEnded(id)]);
    expect(sent).toMatchObject({ state: 'done', bytesDone: bytes.length, filesDone: 1, error: null });
    expect(received).toMatchObject({ state: 'done', bytesDone: bytes.length, filesDone: 1, error: null });
    expect(sha256(await readFile(join(receiver.inboxDir, 'photo.jpg')))).toBe(sha256(bytes));
  });
});
