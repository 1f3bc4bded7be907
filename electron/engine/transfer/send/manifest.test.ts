import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { toTransferId } from '../../../../shared/model/ids.ts';
import { DiskReaders } from '../../disk-thread/disk-readers.ts';
import { DiskThreads, diskInThisThread } from '../../disk-thread/disk-threads.ts';
import { DiskGate } from '../../storage/disk-gate.ts';
import { FakeConnection, FAKE_PEER, sessionOver } from '../../testing/fake-connection.ts';
import { makeTempDir } from '../../testing/temp-dir.ts';
import { TransferRecord } from '../list/transfer-record.ts';
import { connectWithList } from './manifest.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** Connects with a list that takes so long to be written down. */
async function connect(keepMs: number) {
  const source = join(await makeTempDir(), 'a');
  await writeFile(source, 'abc');
  const shown = { title: 'a', itemCount: 1, isScanning: true, peerName: 'Fake', direction: 'send' } as const;
  const record = new TransferRecord(
    { ...shown, id: toTransferId('12'.repeat(16)), peerId: FAKE_PEER },
    () => undefined,
  );
  const dialled: FakeConnection[] = [];
  const session = await connectWithList({
    record,
    sources: { paths: [source], only: null, withoutPath: [] },
    disks: { disks: new DiskGate().user(), readers: new DiskReaders(new DiskThreads(diskInThisThread)) },
    dial: () => {
      const connection = new FakeConnection('client');
      dialled.push(connection);
      return Promise.resolve(sessionOver(connection));
    },
    keep: () => Promise.resolve(void vi.advanceTimersByTime(keepMs)),
    attempt: new AbortController(),
    isEager: true,
  });
  return { session, dialled };
}

it('offers on the connection that was dialled while the list was read', async () => {
  const { session, dialled } = await connect(100);
  expect(dialled).toEqual([session.connection]);
});

it('dials again when the list was read and written down so slowly that the receiver waits no longer', async () => {
  const { session, dialled } = await connect(8_500);
  expect(dialled).toHaveLength(2);
  expect(dialled[0]?.closedWith).toBeNull();
  expect(session.connection).toBe(dialled[1]);
});
