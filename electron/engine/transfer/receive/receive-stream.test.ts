import { expect, it, vi } from 'vitest';
import { fileEntry } from '../../testing/entries.ts';
import { FakeConnection, FAKE_PEER } from '../../testing/fake-connection.ts';
import { StorageError } from '../../../../shared/errors/lanyard-error.ts';
import { toTransferId } from '../../../../shared/model/ids.ts';
import { LimitMeter } from '../limits/limit-meter.ts';
import { RateLimiter } from '../rate-limiter.ts';
import { TransferRecord } from '../list/transfer-record.ts';
import type { InboxTransfer } from '../../storage/inbox.ts';
import { ReceiveStream } from './receive-stream.ts';

/** A stream of files of those sizes; of the inbox only what is given is asked. */
function createStream(sizes: readonly number[], inbox: Partial<InboxTransfer>, onDiskFailed = () => undefined) {
  const connection = new FakeConnection('server');
  const shown = {
    peerName: 'Sender',
    title: 'a',
    itemCount: sizes.length,
    direction: 'receive',
    isScanning: false,
  } as const;
  const record = new TransferRecord(
    { ...shown, id: toTransferId('12'.repeat(16)), peerId: FAKE_PEER },
    () => undefined,
  );
  for (const [index, sizeBytes] of sizes.entries()) record.files.add(fileEntry(`f${index}`, sizeBytes));
  const open = (limiter: RateLimiter): ReceiveStream =>
    new ReceiveStream({
      connection,
      inbox: { held: () => [], ...inbox } as Partial<InboxTransfer> as InboxTransfer,
      limiter,
      limits: new LimitMeter({ connection, record }),
      record,
      directory: '/',
      journal: { noteFailed: () => undefined },
      accepted: [...sizes.keys()],
      doneBytes: 0,
      onDiskFailed,
    });
  return { connection, record, open };
}

const SHA = 'ab'.repeat(32);

it('stops reading from a sender that says more and more while the limit holds what it said', async () => {
  // nothing is asked of the inbox before a file is complete
  const { connection, open } = createStream([100_000], {});
  const pause = vi.spyOn(connection, 'pause');
  const stream = open(new RateLimiter(1));
  stream.onData(new Uint8Array(50_000), true);
  const pairs = Array.from({ length: 500 }, (_, index): [number, string] => [index, SHA]);
  for (let n = 0; n < 50; n++) stream.onMessage({ type: 'file-end', files: pairs });
  expect(pause).not.toHaveBeenCalled();
  for (let n = 0; n < 50; n++) stream.onMessage({ type: 'file-end', files: pairs });
  expect(pause).toHaveBeenCalled();
  await stream.stop();
});

/** All of a batch fail; then the disk is tried. */
async function failBatch(isDiskAlive: boolean) {
  const failure = new StorageError('STORAGE_FAILED', 'bad');
  const tryDisk = vi.fn(() => (isDiskAlive ? Promise.resolve() : Promise.reject(failure)));
  const onDiskFailed = vi.fn(() => undefined);
  const indexes = Array.from({ length: 200 }, (_, index) => index);
  const inbox: Partial<InboxTransfer> = {
    takesBatches: true,
    placeBatch: (files) => Promise.resolve(new Map(files.map(({ index }) => [index, failure]))),
    tryDisk,
  };
  const { record, open } = createStream(
    indexes.map(() => 1),
    inbox,
    onDiskFailed,
  );
  const stream = open(new RateLimiter(null));
  stream.onData(new Uint8Array(indexes.length), true);
  stream.onMessage({ type: 'file-end', files: indexes.map((index): [number, string] => [index, SHA]) });
  await stream.settled();
  await stream.stop();
  return { tryDisk, onDiskFailed, failedCount: record.files.counts.failed };
}

it('tries a disk that is dead once for a batch that failed, and fails none of its files', async () => {
  const { tryDisk, onDiskFailed, failedCount } = await failBatch(false);
  expect(tryDisk).toHaveBeenCalledOnce();
  expect(onDiskFailed).toHaveBeenCalledOnce();
  expect(failedCount).toBe(0);
});

it('fails each file of a batch whose disk is well', async () => {
  const { onDiskFailed, failedCount } = await failBatch(true);
  expect(onDiskFailed).not.toHaveBeenCalled();
  expect(failedCount).toBe(200);
});
