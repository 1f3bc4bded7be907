import { randomBytes } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { expectArrived, expectJournalsClosed } from './testing/after-faults.ts';
import { startDiskFaults, whyNoDiskFaults, type DiskFaults } from './testing/disk-faults.ts';
import { prepareEngineProcesses, startEngineProcess } from './testing/engine-process.ts';
import { joinByProxy, RECEIVER_HOST, SENDER_HOST } from './testing/proxied-pair.ts';
import { makeFile } from './testing/sources.ts';
import { startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { offer, sendAll, untilBothEnded, untilMoving, untilState } from './testing/transfers.ts';

const MIB = 1024 * 1024;
const TEN_YEARS_SECONDS = 10 * 365 * 24 * 3600;
const HOUR_SECONDS = 3600;
const WHY_NOT = await whyNoDiskFaults();

prepareEngineProcesses();

let faults: DiskFaults;

beforeEach(async ({ skip }) => {
  skip(WHY_NOT !== null, WHY_NOT ?? '');
  faults = await startDiskFaults();
});

it.each([
  ['ahead', TEN_YEARS_SECONDS],
  ['behind', -TEN_YEARS_SECONDS],
])('a receiver whose clock is ten years %s gets files with the times that they have', async (_, aheadSeconds) => {
  await faults.set([{ call: 'clock', aheadSeconds }]);
  const receiver = await startEngineProcess('Receiver', { env: faults.env });
  const sender = await startTestEngine('Sender');
  await sender.engine.addPeer(`127.0.0.1:${receiver.port}`);
  await Promise.all([sender.untilPeer(receiver.id, 'online'), receiver.untilPeer(sender.id, 'online')]);
  const source = await makeFile('file.bin', randomBytes(MIB));
  const { sent, received } = await sendAll({ sender, receiver }, [source]);
  expect([sent.state, received.state]).toEqual(['done', 'done']);
  // so it was really off
  expect(Math.abs(received.startedAtMs - sent.startedAtMs) / 1000).toBeGreaterThan(TEN_YEARS_SECONDS - HOUR_SECONDS);
  await expectArrived(receiver, source);
});

it('a receiver that sleeps for an hour goes on by itself when it wakes', async () => {
  const env = { ...faults.env };
  const sender: TestEngine = await startTestEngine('Sender', { listen: [SENDER_HOST], uploadLimit: 4 * MIB });
  const receiver = await startEngineProcess('Receiver', { listen: [RECEIVER_HOST], env });
  const pair = await joinByProxy(sender, receiver, true);
  const source = await makeFile('file.bin', randomBytes(8 * MIB));
  const id = await offer(pair, [source]);
  await receiver.engine.accept(id, []);
  await untilMoving(sender, id);
  receiver.signal('SIGSTOP');
  // a network that forgets who sleeps; the other end notices that by silence otherwise
  pair.proxy.refuse(true);
  pair.proxy.reset();
  await untilState(sender, id, 'waiting');
  await faults.set([{ call: 'clock', aheadSeconds: HOUR_SECONDS }]);
  pair.proxy.refuse(false);
  receiver.signal('SIGCONT');
  const { sent, received } = await untilBothEnded(pair, id);
  expect([sent.state, received.state]).toEqual(['done', 'done']);
  await expectArrived(receiver, source);
  await expectJournalsClosed(pair);
});
