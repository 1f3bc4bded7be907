import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { describeTree, makeTree } from './testing/source-tree.ts';
import { makeAlbum } from './testing/sources.ts';
import { startPair } from './testing/test-engine.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { sendAll } from './testing/transfers.ts';
import type * as StaticRead from './transport/static-read.ts';

const reading = vi.hoisted(() => ({ isStatic: true, chunks: 0 }));

/** What was read is overwritten as soon as the call is over, or is not read into one memory at all. */
vi.mock('./transport/static-read.ts', async (importOriginal) => {
  const original = await importOriginal<typeof StaticRead>();
  const readStatically: typeof StaticRead.readStatically = (socket, onChunk) =>
    reading.isStatic &&
    original.readStatically(socket, (chunk) => {
      onChunk(chunk);
      chunk.fill(0xff);
      reading.chunks += 1;
    });
  return { ...original, readStatically };
});

beforeEach(() => {
  reading.chunks = 0;
});

it.each([
  ['nothing is kept of a memory that is used again', true, {}],
  ['nor where a limit makes the bytes wait', true, { downloadLimit: 3_000_000 }],
  ['and the same arrives where each record has a memory of its own', false, {}],
])('what arrives is right: %s', async (_what, isStatic, options) => {
  reading.isStatic = isStatic;
  const pair = await startPair({}, options);
  const large = await makeTempDir();
  await makeTree(large, { 'large/one': randomBytes(2_500_000), 'large/two': randomBytes(700_001) });
  const paths = [await makeAlbum(), join(large, 'large')];
  const { sent, received } = await sendAll(pair, paths);
  expect([sent.state, received.state]).toEqual(['done', 'done']);
  expect(await describeTree(join(pair.receiver.inboxDir, 'album'))).toEqual(await describeTree(paths[0]!));
  expect(await describeTree(join(pair.receiver.inboxDir, 'large'))).toEqual(await describeTree(paths[1]!));
  expect(reading.chunks > 0).toBe(isStatic);
});
