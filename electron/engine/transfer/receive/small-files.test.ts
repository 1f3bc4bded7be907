import { describe, expect, it, vi } from 'vitest';
import { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import { deferred } from '../../deferred.ts';
import { fileEntry } from '../../testing/entries.ts';
import type { FileToStage } from '../../disk-thread/disk-functions.ts';
import type { BatchResult } from '../../storage/place-batch.ts';
import { BlockPool } from './block-pool.ts';
import { SmallFiles, type SmallFile } from './small-files.ts';

const SHA256 = 'ab'.repeat(32);

/** Small files of a stream whose disk answers when it is told to. */
function create() {
  const batches: { files: readonly FileToStage[]; answer: (result: BatchResult) => void; fail: (e: Error) => void }[] =
    [];
  let heldBytes = 0;
  let heldFiles = 0;
  const onResults = vi.fn();
  const onDropped = vi.fn();
  const small = new SmallFiles({
    inbox: {
      takesBatches: true,
      placeBatch: (files) => {
        const answered = deferred<BatchResult>();
        batches.push({ files, answer: answered.resolve, fail: answered.reject });
        return answered.promise;
      },
      openPart: () => Promise.reject(new Error('not one by one')),
    },
    backlog: {
      addBytes: (bytes) => void (heldBytes += bytes),
      removeBytes: (bytes) => void (heldBytes -= bytes),
      addFiles: (count) => void (heldFiles += count),
      removeFiles: (count) => void (heldFiles -= count),
    },
    blocks: new BlockPool(2),
    onResults,
    onDropped,
  });
  const receive = (index: number, text: string): SmallFile => {
    const file = small.start(index, fileEntry(`f${index}`, text.length));
    file.push(Buffer.from(text));
    file.receivedBytes = text.length;
    file.complete(SHA256);
    return file;
  };
  return { small, batches, receive, onResults, onDropped, held: () => [heldBytes, heldFiles] };
}

const placed = (files: readonly FileToStage[]): BatchResult =>
  new Map(files.map(({ index }) => [index, { savedAs: `f${index}` }]));

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('small files', () => {
  it('that end in one moment go to the disk as one batch, with the bytes that came', async () => {
    const { batches, receive, onResults, held } = create();
    for (const index of [1, 2, 3]) receive(index, `bytes ${index}`);
    await turn();
    expect(batches.map(({ files }) => files.map(({ bytes }) => Buffer.from(bytes).toString()))).toEqual([
      ['bytes 1', 'bytes 2', 'bytes 3'],
    ]);
    batches[0]?.answer(placed(batches[0].files));
    await turn();
    expect(onResults).toHaveBeenCalledOnce();
    expect(onResults.mock.calls[0]?.[0]).toMatchObject([
      { placed: { savedAs: 'f1' } },
      { placed: { savedAs: 'f2' } },
      { placed: { savedAs: 'f3' } },
    ]);
    expect(held()).toEqual([0, 0]);
  });

  it('wait while two batches are under way, and then go together', async () => {
    const { batches, receive } = create();
    for (const index of [1, 2, 3, 4]) {
      receive(index, 'x');
      await turn();
    }
    expect(batches.map(({ files }) => files.length)).toEqual([1, 1]);
    batches[1]?.answer(placed(batches[1].files));
    await turn();
    expect(batches.map(({ files }) => files.map(({ index }) => index))).toEqual([[1], [2], [3, 4]]);
  });

  it('have each a result of their own', async () => {
    const { batches, receive, onResults } = create();
    receive(1, 'x');
    receive(2, 'y');
    await turn();
    const error = new TransferError('TRANSFER_HASH_MISMATCH', 'other bytes');
    batches[0]?.answer(
      new Map<number, typeof error | { savedAs: string }>([
        [1, error],
        [2, { savedAs: 'f2' }],
      ]),
    );
    await turn();
    expect(onResults.mock.calls[0]?.[0]).toMatchObject([{ error }, { placed: { savedAs: 'f2' } }]);
  });

  it('fail together when nothing could be done for any of them', async () => {
    const { batches, receive, onResults, held } = create();
    receive(1, 'x');
    receive(2, 'y');
    await turn();
    batches[0]?.fail(new Error('gone'));
    await turn();
    expect(onResults.mock.calls[0]?.[0]).toMatchObject([
      { error: { code: 'INTERNAL' } },
      { error: { code: 'INTERNAL' } },
    ]);
    expect(held()).toEqual([0, 0]);
  });

  it('that have not begun are dropped at a stop, which waits for those that have', async () => {
    const { small, batches, receive, onDropped, held } = create();
    for (const index of [1, 2, 3]) {
      receive(index, 'x');
      await turn();
    }
    let hasStopped = false;
    const stopping = small.stop().then(() => (hasStopped = true));
    await turn();
    expect(onDropped).toHaveBeenCalledExactlyOnceWith(1);
    expect(hasStopped).toBe(false);
    for (const { files, answer } of batches) answer(placed(files));
    await stopping;
    expect(batches).toHaveLength(2);
    expect(held()).toEqual([0, 0]);
  });

  it('give their memory back once, however often they are released', async () => {
    const { small, held } = create();
    const file = small.start(1, fileEntry('f1', 3));
    file.push(Buffer.from('abc'));
    file.receivedBytes = 3;
    expect(held()).toEqual([3, 0]);
    await file.release();
    await file.discard();
    expect(held()).toEqual([0, 0]);
  });
});
