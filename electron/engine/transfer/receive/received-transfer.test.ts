import { mkdir, readdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StorageError, TransferError } from '../../../../shared/errors/lanyard-error.ts';
import { toTransferId, type TransferId } from '../../../../shared/model/ids.ts';
import { deferred, type Deferred } from '../../deferred.ts';
import type { EngineSettings } from '../../engine-api.ts';
import { openJournals } from '../../journal/journals.ts';
import { silentLog } from '../../log.ts';
import { NO_TRASH } from '../../storage/replace-standing.ts';
import { openStagingRegistry } from '../../storage/staging-registry.ts';
import { fileEntry } from '../../testing/entries.ts';
import { FakeConnection, FAKE_PEER } from '../../testing/fake-connection.ts';
import { makeTempDir } from '../../testing/temp-dir.ts';
import { toSettings } from '../../testing/test-engine.ts';
import { BusyCount } from '../busy-count.ts';
import { DiskThreads, diskInThisThread } from '../../disk-thread/disk-threads.ts';
import type { ReceiveHome } from '../home.ts';
import { TransferRecord } from '../list/transfer-record.ts';
import { TransferTable } from '../list/transfer-table.ts';
import { acceptOffer, NOTHING_IDENTICAL, type AcceptedOffer } from '../offer/accept-offer.ts';
import { RateLimiter } from '../rate-limiter.ts';
import { ReceivedTransfer } from './received-transfer.ts';

const ID: TransferId = toTransferId('12'.repeat(16));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const cancelled = (): TransferError => new TransferError('TRANSFER_CANCELLED', 'by the user');

/** An offer of one file of three bytes, accepted into a real folder; `hold` stops the disk where a test wants it. */
async function accept(hold: { readonly findReceive?: Deferred<void> } = {}) {
  const directory = await makeTempDir();
  const inboxDir = join(directory, 'inbox');
  const dataDir = join(directory, 'data');
  await mkdir(inboxDir);
  await mkdir(dataDir);
  const settings: EngineSettings = toSettings('Receiver', inboxDir, {});
  const real = openJournals(dataDir, silentLog);
  const told: string[] = [];
  let reading = 0;
  const reads: number[] = [];
  const journals: ReceiveHome['journals'] = {
    load: () => real.load(),
    createReceive: (header, entries) => real.createReceive(header, entries),
    createSend: (header) => real.createSend(header),
    findSend: (transferId) => real.findSend(transferId),
    findReceive: async (transferId) => {
      reading += 1;
      reads.push(reading);
      await hold.findReceive?.promise;
      reading -= 1;
      return real.findReceive(transferId);
    },
  };
  const home: ReceiveHome = {
    table: new TransferTable({ onChanged: () => undefined, onRemoved: () => undefined }),
    journals,
    limiter: new RateLimiter(null),
    busy: new BusyCount(),
    threads: new DiskThreads(diskInThisThread),
    registry: openStagingRegistry(dataDir),
    trash: NO_TRASH,
    settings: () => settings,
    tell: (_peerId, what) => Promise.resolve(void told.push(what)),
    log: silentLog,
  };
  const shown = { title: 'a', itemCount: 1, isScanning: false, peerName: 'Sender', direction: 'receive' } as const;
  const record = new TransferRecord({ ...shown, id: ID, peerId: FAKE_PEER }, () => undefined);
  record.files.add(fileEntry('a', 3));
  const answer = {
    directory: inboxDir,
    skip: [],
    existing: 'keep-both',
    exceptions: [],
    identical: NOTHING_IDENTICAL,
  } as const;
  const accepted = await acceptOffer(home, record, answer, () => false);
  if (!accepted) throw new Error('the offer went away');
  return { home, real, record, accepted, told, reads, inboxDir };
}

function receive({ home, accepted }: { readonly home: ReceiveHome; readonly accepted: AcceptedOffer }) {
  const transfer = new ReceivedTransfer(home, accepted.terms, accepted.journal);
  onTestFinished(() => transfer.stop());
  const connection = new FakeConnection('server');
  const served = transfer.serve(connection, accepted);
  return { transfer, connection, served };
}

/** Accepted, and the connection ended right after ANSWER: it waits. */
async function interrupted(offer: Awaited<ReturnType<typeof accept>>): Promise<ReceivedTransfer> {
  const { transfer, connection, served } = receive(offer);
  await connection.sentOf('answer');
  connection.ends();
  await served;
  return transfer;
}

/** All that a sender says after ANSWER. */
function sendAll(connection: FakeConnection): void {
  connection.sends('abc');
  connection.says({ type: 'file-end', files: [[0, sha256('abc')]] }, { type: 'stream-end' });
}

async function resumed(transfer: ReceivedTransfer): Promise<FakeConnection> {
  const connection = new FakeConnection('server');
  void transfer.serve(connection);
  await connection.sentOf('answer');
  return connection;
}

describe('a received transfer', () => {
  it('goes from the answer to the receipt, and is released', async () => {
    const offer = await accept();
    const { transfer, connection, served } = receive(offer);
    await connection.sentOf('answer');
    sendAll(connection);
    expect(await connection.sentOf('receipt')).toMatchObject({ filesDone: 1, bytesDone: 3 });
    connection.ends(null);
    await served;
    expect(await transfer.left).toBe('finished');
    expect([offer.record.state, offer.record.isReleased]).toEqual(['done', true]);
    expect(await readFile(join(offer.inboxDir, 'a'), 'utf8')).toBe('abc');
  });

  it('is done although the connection ends while all is made safe', async () => {
    const offer = await accept();
    const safe = deferred<undefined>();
    const finishing = deferred<undefined>();
    const { inbox } = offer.accepted;
    const finish = inbox.finish.bind(inbox);
    inbox.finish = async () => {
      finishing.resolve(undefined);
      await safe.promise;
      await finish();
    };
    const { transfer, connection, served } = receive(offer);
    await connection.sentOf('answer');
    sendAll(connection);
    await finishing.promise;
    connection.ends();
    offer.record.abort.abort(cancelled());
    expect(() => transfer.pause()).toThrow(expect.objectContaining({ code: 'TRANSFER_UNKNOWN' }));
    safe.resolve(undefined);
    await served;
    expect(await transfer.left).toBe('finished');
    expect([offer.record.state, offer.record.isReleased]).toEqual(['done', true]);
  });

  it('keeps a pause that comes while its notes are being read', async () => {
    const findReceive: Deferred<void> = deferred();
    const offer = await accept({ findReceive });
    const transfer = await interrupted(offer);
    const again = new FakeConnection('server');
    const resuming = transfer.serve(again);
    await expect.poll(() => offer.reads.length).toBe(1);
    transfer.pause();
    expect(again.closedWith?.code).toBe('PEER_PAUSED');
    findReceive.resolve();
    await resuming;
    await transfer.stop();
    expect((await offer.real.load()).received).toMatchObject([{ state: 'paused' }]);
  });

  it('keeps a cancel that comes while its notes are being read, and tells the sender', async () => {
    const findReceive: Deferred<void> = deferred();
    const offer = await accept({ findReceive });
    const transfer = await interrupted(offer);
    const again = new FakeConnection('server');
    const resuming = transfer.serve(again);
    await expect.poll(() => offer.reads.length).toBe(1);
    again.ends();
    offer.record.abort.abort(cancelled());
    findReceive.resolve();
    await resuming;
    await offer.record.released;
    expect(offer.told).toEqual(['cancel']);
    await transfer.stop();
    expect((await offer.real.load()).received).toMatchObject([{ state: 'cancelled' }]);
    expect(await readdir(offer.inboxDir)).toEqual([]);
  });
});

describe('two connections that say RESUME at once', () => {
  it('never have the folder open together: the newest one counts', async () => {
    const findReceive: Deferred<void> = deferred();
    const offer = await accept({ findReceive });
    const transfer = await interrupted(offer);
    const [first, second, third] = [1, 2, 3].map(() => new FakeConnection('server'));
    if (!first || !second || !third) throw new Error('three were made');
    void transfer.serve(first);
    // the first one is in the folder when the others come
    await expect.poll(() => offer.reads.length).toBe(1);
    void transfer.serve(second);
    const last = transfer.serve(third);
    findReceive.resolve();
    await third.sentOf('answer');
    expect([first.closedWith?.code, second.closedWith?.code]).toEqual(['PEER_CLOSED', 'PEER_CLOSED']);
    expect(Math.max(...offer.reads)).toBe(1);
    sendAll(third);
    await third.sentOf('receipt');
    third.ends(null);
    await last;
    expect(await readFile(join(offer.inboxDir, 'a'), 'utf8')).toBe('abc');
  });
});

describe('a pause', () => {
  it('that is taken back before everything is closed leaves it waiting', async () => {
    const offer = await accept();
    const { transfer, connection, served } = receive(offer);
    await connection.sentOf('answer');
    transfer.pause();
    expect(() => transfer.pause()).toThrow(expect.objectContaining({ code: 'TRANSFER_UNKNOWN' }));
    transfer.goOn();
    await served;
    expect(offer.record.snapshot()).toMatchObject({ state: 'waiting', pausedBy: null });
    expect(offer.told).toEqual(['ready']);
    const again = await resumed(transfer);
    sendAll(again);
    await again.sentOf('receipt');
    again.ends(null);
    expect(await transfer.left).toBe('finished');
  });

  it('is what a RESUME hears', async () => {
    const offer = await accept();
    const { transfer, connection, served } = receive(offer);
    await connection.sentOf('answer');
    transfer.pause();
    await served;
    const again = new FakeConnection('server');
    await transfer.serve(again);
    expect(again.closedWith?.code).toBe('PEER_PAUSED');
    expect(offer.record.snapshot()).toMatchObject({ state: 'paused', pausedBy: 'here' });
  });
});

describe('a cancel', () => {
  it('while the sender is away is told when it asks, and then forgotten', async () => {
    const offer = await accept();
    const transfer = await interrupted(offer);
    offer.record.abort.abort(cancelled());
    await offer.record.released;
    expect(await readdir(offer.inboxDir)).toEqual([]);
    const asking = new FakeConnection('server');
    await transfer.serve(asking);
    expect(asking.closedWith?.code).toBe('TRANSFER_CANCELLED');
    expect(await transfer.left).toBe('forgotten');
  });

  it('in the middle tells the sender and leaves nothing', async () => {
    const offer = await accept();
    const { transfer, connection } = receive(offer);
    await connection.sentOf('answer');
    offer.record.abort.abort(cancelled());
    expect(connection.closedWith?.code).toBe('TRANSFER_CANCELLED');
    expect(await transfer.left).toBe('forgotten');
    expect(offer.told).toEqual([]);
    expect(await readdir(offer.inboxDir)).toEqual([]);
  });

  it('ends although nothing can be cleaned up', async () => {
    const offer = await accept();
    const transfer = await interrupted(offer);
    offer.home.journals.findReceive = () => Promise.reject(new Error('the disk is gone'));
    offer.record.abort.abort(cancelled());
    await offer.record.released;
    expect(offer.record.state).toBe('cancelled');
    const asking = new FakeConnection('server');
    await transfer.serve(asking);
    expect(asking.closedWith?.code).toBe('TRANSFER_CANCELLED');
  });

  it('that came while all was made safe counts when that fails', async () => {
    const offer = await accept();
    const finishing = deferred<undefined>();
    const failing = deferred<undefined>();
    offer.accepted.inbox.finish = async () => {
      finishing.resolve(undefined);
      await failing.promise;
      throw new StorageError('STORAGE_FAILED', 'the disk is gone');
    };
    const { connection } = receive(offer);
    await connection.sentOf('answer');
    sendAll(connection);
    await finishing.promise;
    offer.record.abort.abort(cancelled());
    failing.resolve(undefined);
    await offer.record.released;
    expect(offer.record.snapshot()).toMatchObject({ state: 'cancelled', cancelledBy: 'here' });
  });
});
