import { expect, it, vi } from 'vitest';
import { fileEntry } from '../../testing/entries.ts';
import { FakeConnection, FAKE_PEER } from '../../testing/fake-connection.ts';
import { toTransferId } from '../../../../shared/model/ids.ts';
import { LimitMeter } from '../limits/limit-meter.ts';
import { RateLimiter } from '../rate-limiter.ts';
import { TransferRecord } from '../list/transfer-record.ts';
import type { InboxTransfer } from '../../storage/inbox.ts';
import { ReceiveStream } from './receive-stream.ts';

it('stops reading from a sender that says more and more while the limit holds what it said', async () => {
  const connection = new FakeConnection('server');
  const pause = vi.spyOn(connection, 'pause');
  const record = new TransferRecord(
    {
      id: toTransferId('12'.repeat(16)),
      peerId: FAKE_PEER,
      peerName: 'Sender',
      title: 'a',
      itemCount: 1,
      direction: 'receive',
      isScanning: false,
    },
    () => undefined,
  );
  record.files.add(fileEntry('a', 100_000));
  const stream = new ReceiveStream({
    connection,
    // none of it is asked before a file is complete
    inbox: { held: () => [] } as Partial<InboxTransfer> as InboxTransfer,
    limiter: new RateLimiter(1),
    limits: new LimitMeter({ connection, record }),
    record,
    directory: '/',
    journal: { noteFailed: () => undefined },
    accepted: [0],
    doneBytes: 0,
    onDiskFailed: () => undefined,
  });
  stream.onData(new Uint8Array(50_000), true);
  const pairs = Array.from({ length: 500 }, (_, index): [number, string] => [index, 'ab'.repeat(32)]);
  for (let n = 0; n < 50; n++) stream.onMessage({ type: 'file-end', files: pairs });
  expect(pause).not.toHaveBeenCalled();
  for (let n = 0; n < 50; n++) stream.onMessage({ type: 'file-end', files: pairs });
  expect(pause).toHaveBeenCalled();
  await stream.stop();
});
