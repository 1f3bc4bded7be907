import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LanyardError, PeerError, StorageError, TransferError } from '../../../../shared/errors/lanyard-error.ts';
import type { TransferId } from '../../../../shared/model/ids.ts';
import type { Peer } from '../../../../shared/model/peer.ts';
import type { MessageOf } from '../../../../shared/protocol/messages.ts';
import { deferred } from '../../deferred.ts';
import { openJournals } from '../../journal/journals.ts';
import { silentLog } from '../../log.ts';
import { DiskGate } from '../../storage/disk-gate.ts';
import { FakeConnection, FAKE_PEER, sessionOver } from '../../testing/fake-connection.ts';
import { makeTempDir } from '../../testing/temp-dir.ts';
import type { Session } from '../../transport/handshake.ts';
import { BusyCount } from '../busy-count.ts';
import type { SendHome } from '../home.ts';
import { DiskReaders } from '../../disk-thread/disk-readers.ts';
import { DiskThreads, diskInThisThread } from '../../disk-thread/disk-threads.ts';
import { TransferTable } from '../list/transfer-table.ts';
import { RateLimiter } from '../rate-limiter.ts';
import { SendQueue } from './send-queue.ts';

const ONLINE: readonly Peer[] = [
  {
    id: FAKE_PEER,
    name: 'Fake',
    platform: 'linux',
    status: 'online',
    fingerprintWords: [],
    addresses: [],
    isManual: false,
    isKnown: false,
  },
];

/** A queue whose dials the test answers one by one, and the sources of one file of three bytes. */
async function createQueue() {
  const directory = await makeTempDir();
  const source = join(directory, 'a.txt');
  await writeFile(source, 'abc');
  const journals = openJournals(join(directory, 'data'), silentLog);
  const table = new TransferTable({ onChanged: () => undefined, onRemoved: (ids) => queue.forget(ids) });
  const dials: ((outcome: Session | PeerError | null) => void)[] = [];
  let onDial = (): void => undefined;
  const dial: SendHome['dial'] = (_peerId, signal) => {
    const dialled = deferred<Session>();
    signal.addEventListener('abort', () => dialled.reject(signal.reason));
    dials.push((outcome) => {
      if (outcome === null || outcome instanceof PeerError)
        dialled.reject(outcome ?? new PeerError('PEER_UNREACHABLE', 'away'));
      else dialled.resolve(outcome);
    });
    onDial();
    return dialled.promise;
  };
  const disks = new DiskGate();
  const threads = new DiskThreads(diskInThisThread);
  const readers = new DiskReaders(threads);
  const shared = { table, journals, disks, threads, readers, limiter: new RateLimiter(null), busy: new BusyCount() };
  const home = { ...shared, log: silentLog, dial };
  const queue = new SendQueue(home);
  onTestFinished(() => queue.stop());
  const nextDial = async (): Promise<(outcome: Session | PeerError | null) => void> => {
    for (;;) {
      const found = dials.shift();
      if (found) return found;
      await new Promise<void>((resolve) => (onDial = resolve));
    }
  };
  return {
    queue,
    table,
    journals,
    nextDial,
    connect: async (): Promise<FakeConnection> => {
      const connection = new FakeConnection('client');
      (await nextDial())(sessionOver(connection));
      return connection;
    },
    send: (): TransferId =>
      queue.send({ peerId: FAKE_PEER, peerName: 'Fake', paths: [source], only: null, withoutPath: [] }),
  };
}

const YES: MessageOf<'answer'> = {
  type: 'answer',
  accepted: true,
  skip: [],
  settled: [],
  held: [],
  isLast: true,
};
const cancelled = (): TransferError => new TransferError('TRANSFER_CANCELLED', 'by the user');

/** The transfer is accepted, its bytes are under way. */
async function startStreaming(queue: Awaited<ReturnType<typeof createQueue>>) {
  const id = queue.send();
  const connection = await queue.connect();
  await connection.sentOf('manifest-end');
  connection.says(YES);
  await connection.sentOf('stream-end');
  return { id, connection, record: queue.table.get(id) };
}

describe('an answer', () => {
  it('counts at once: what follows it in the same bunch of bytes is no fault', async () => {
    const queue = await createQueue();
    const { id, connection, record } = await startStreaming(queue);
    connection.ends();
    queue.queue.notePeers(ONLINE);
    const again = await queue.connect();
    expect(await again.sentOf('resume')).toMatchObject({ transferId: id });
    again.says(
      { ...YES, settled: [[0, 0]] },
      { type: 'ack', bytes: 3, taken: 0 },
      { type: 'result', files: [[0, 405]] },
    );
    await again.sentOf('stream-end');
    again.says({ type: 'receipt', filesDone: 0, bytesDone: 0 });
    await record.released;
    expect(record.snapshot()).toMatchObject({ state: 'failed', filesFailed: 1 });
    expect(record.files.errorOf(0)).toEqual({ code: 'STORAGE_FAILED', at: 'there' });
  });
});

describe('a pause', () => {
  it('that is taken back while the connection still ends is no fault', async () => {
    const queue = await createQueue();
    const { id, connection, record } = await startStreaming(queue);
    queue.queue.get(id).pause();
    queue.queue.get(id).goOn();
    const again = await queue.connect();
    expect(connection.closedWith?.code).toBe('PEER_PAUSED');
    expect(record.snapshot()).toMatchObject({ state: 'waiting', pausedBy: null, error: null });
    expect(await again.sentOf('resume')).toMatchObject({ transferId: id });
  });

  it('is not taken for the cancel that follows it: the receiver is told of that, too', async () => {
    const queue = await createQueue();
    const { id, connection, record } = await startStreaming(queue);
    queue.queue.get(id).pause();
    record.abort.abort(cancelled());
    expect(connection.closedWith).toBeUndefined();
    const again = await queue.connect();
    expect(connection.closedWith?.code).toBe('PEER_PAUSED');
    expect(await again.sentOf('cancel')).toMatchObject({ transferId: id });
  });
});

describe('a cancel that the receiver has not heard of', () => {
  /** Cancelled while the peer is away. */
  async function cancelAway() {
    const queue = await createQueue();
    const { id, connection, record } = await startStreaming(queue);
    connection.ends();
    await expect.poll(() => record.state).toBe('waiting');
    record.abort.abort(cancelled());
    await record.released;
    (await queue.nextDial())(null);
    return { ...queue, id };
  }

  it('is told when the peer is there again, although the row was cleared', async () => {
    const { queue, table, connect, id } = await cancelAway();
    table.remove(id);
    queue.notePeers(ONLINE);
    expect(await (await connect()).sentOf('cancel')).toMatchObject({ transferId: id });
  });

  it('does not keep the app from quitting, and is told by a later run', async () => {
    const { queue, table, journals, id } = await cancelAway();
    table.remove(id);
    await queue.stop();
    const { sent } = await journals.load();
    expect(sent).toMatchObject([{ header: { transferId: id }, state: 'cancelled' }]);
  });
});

describe('what is for a device that is away', () => {
  it.each(['PEER_IDENTITY_CHANGED', 'PEER_IS_SELF', 'PEER_ADDRESS_NOT_FOUND'] as const)(
    'waits when its old address says %s, and goes when it is back',
    async (code) => {
      const { queue, table, nextDial, connect, send } = await createQueue();
      const record = table.get(send());
      (await nextDial())(new PeerError(code, 'somebody else is there'));
      await expect.poll(() => record.state).toBe('waiting');
      // what is to be sent is known by then
      expect(record.snapshot()).toMatchObject({ filesTotal: 1, bytesTotal: 3, error: { code } });
      queue.notePeers(ONLINE);
      await (await connect()).sentOf('manifest-end');
    },
  );

  it('waits on when the device is back and takes nothing at the moment', async () => {
    const { queue, table, nextDial, connect, send } = await createQueue();
    const record = table.get(send());
    (await nextDial())(null);
    await expect.poll(() => record.state).toBe('waiting');
    queue.notePeers(ONLINE);
    const connection = await connect();
    await connection.sentOf('manifest-end');
    connection.ends(new PeerError('PEER_NOT_RECEIVING', 'paused', { at: 'there' }));
    await expect.poll(() => record.snapshot().error?.code).toBe('PEER_NOT_RECEIVING');
    expect(record.state).toBe('waiting');
  });
});

describe('a transfer of an earlier run', () => {
  it('shows how far it was while its device is away', async () => {
    const before = await createQueue();
    const { connection, record } = await startStreaming(before);
    connection.says({ type: 'ack', bytes: 2, taken: 2 });
    connection.ends();
    await expect.poll(() => record.state).toBe('waiting');
    await before.queue.stop();
    const { queue, table } = await createQueue();
    for (const loaded of (await before.journals.load()).sent) await queue.restore(loaded);
    expect(table.get(record.id).snapshot()).toMatchObject({ state: 'waiting', bytesDone: 2, bytesTotal: 3 });
  });

  it('shows how much it is although nobody has accepted it', async () => {
    const before = await createQueue();
    const id = before.send();
    await (await before.connect()).sentOf('manifest-end');
    await before.queue.stop();
    const { queue, table } = await createQueue();
    for (const loaded of (await before.journals.load()).sent) await queue.restore(loaded);
    expect(table.get(id).snapshot()).toMatchObject({ filesTotal: 1, bytesTotal: 3, bytesDone: 0 });
  });

  it('goes on although its notes cannot be written', async () => {
    const before = await createQueue();
    const { id } = await startStreaming(before);
    await before.queue.stop();
    const [loaded] = (await before.journals.load()).sent;
    if (!loaded) throw new Error('nothing was kept');
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const { queue, table, connect } = await createQueue();
    const reopen = () => Promise.reject(new StorageError('STORAGE_DENIED', 'somebody else owns it'));
    await queue.restore({ ...loaded, reopen });
    // nobody waits for the notes until the peer is there: a rejection would have ended the process by now
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
    queue.begin();
    const again = await connect();
    expect(await again.sentOf('resume')).toMatchObject({ transferId: id });
    again.says(YES);
    await again.sentOf('stream-end');
    again.says({ type: 'result', files: [[0, 0]] }, { type: 'receipt', filesDone: 1, bytesDone: 3 });
    await table.get(id).released;
    expect(table.get(id).state).toBe('done');
  });
});

it('is not sent by a later run when it was cancelled in the moment of quitting', async () => {
  const queue = await createQueue();
  const id = queue.send();
  await queue.nextDial();
  queue.table.get(id).abort.abort(cancelled());
  await queue.queue.stop();
  expect(await queue.journals.load()).toEqual({ received: [], sent: [] });
});

it('ends for good when the receiver says so', async () => {
  const queue = await createQueue();
  const { connection, record } = await startStreaming(queue);
  connection.ends(new LanyardError('TRANSFER_CANCELLED', 'there', { at: 'there' }));
  await record.released;
  expect(record.snapshot()).toMatchObject({ state: 'cancelled', cancelledBy: 'there' });
});
