import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair, type TestEngine } from './testing/test-engine.ts';
import { offer } from './testing/transfers.ts';

const SIZE_BYTES = 40_000_000;
// far below what any computer does, however much else it has to do
const LIMIT = 500_000;

it.each([
  ['the sender', { uploadLimit: LIMIT }, {}, 'limit-here', 'limit-there'],
  ['the receiver', {}, { downloadLimit: LIMIT }, 'limit-there', 'limit-here'],
] as const)(
  'both sides name the limit on speed that %s has set',
  async (_, ofSender, ofReceiver, atSender, atReceiver) => {
    const { sender, receiver } = await startPair(ofSender, ofReceiver);
    const path = join(await makeTempDir(), 'film.mkv');
    await writeFile(path, randomBytes(SIZE_BYTES));
    const id = await offer({ sender, receiver }, [path]);
    await receiver.engine.accept(id, []);
    const untilLimitedBy = (side: TestEngine, limit: string) =>
      side.until(({ transfers }) => transfers.find((transfer) => transfer.id === id && transfer.limitedBy === limit));
    await Promise.all([untilLimitedBy(sender, atSender), untilLimitedBy(receiver, atReceiver)]);
    await sender.engine.cancel(id);
    await Promise.all([sender.untilEnded(id), receiver.untilEnded(id)]);
    expect((await sender.engine.snapshot()).transfers[0]?.limitedBy).toBeNull();
  },
);
