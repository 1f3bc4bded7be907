import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { startDiskFaults, whyNoDiskFaults, type DiskFaults } from './testing/disk-faults.ts';
import { prepareEngineProcesses, startEngineProcess } from './testing/engine-process.ts';
import { describeTree, makeTree } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { offer, sendAll, untilBothEnded } from './testing/transfers.ts';

// a real process some of whose writes wait, with the four threads for the disk that each process has

const WHY_NOT = await whyNoDiskFaults();

prepareEngineProcesses();

let faults: DiskFaults;

beforeEach(async ({ skip }) => {
  skip(WHY_NOT !== null, WHY_NOT ?? '');
  faults = await startDiskFaults();
});

async function joined(sender: TestEngine, receiver: TestEngine): Promise<void> {
  await sender.engine.addPeer(`127.0.0.1:${receiver.port}`);
  await Promise.all([sender.untilPeer(receiver.id, 'online'), receiver.untilPeer(sender.id, 'online')]);
}

const many = (folder: string, count: number, sizeBytes: number): Record<string, Uint8Array> =>
  Object.fromEntries(Array.from({ length: count }, (_none, n) => [`${folder}/${n}`, randomBytes(sizeBytes)]));

it.each([
  ['small files', 200, 3_000],
  ['large files', 12, 1_300_000],
])('a disk of the receiver that hangs keeps only its own transfer waiting: %s', async (_what, count, sizeBytes) => {
  const [one, other] = [await startTestEngine('One'), await startTestEngine('Other')];
  const root = await makeTempDir();
  const [dead, well] = [join(root, 'dead'), join(root, 'well')];
  for (const folder of [dead, well]) await mkdir(folder);
  const receiver = await startEngineProcess('Receiver', {
    env: faults.env,
    peerFolders: { [one.id]: dead, [other.id]: well },
  });
  for (const sender of [one, other]) await joined(sender, receiver);
  const source = await makeTempDir();
  await makeTree(source, {
    ...many('held', count, sizeBytes),
    ...many('free', 40, 2_000),
    ...many('large', 3, 2_000_000),
  });

  const held = await offer({ sender: one, receiver }, [join(source, 'held')]);
  await faults.set([{ call: 'hang', path: 'dead/' }]);
  // opening the folder hangs, too
  const accepting = receiver.engine.accept(held, []);
  const paths = ['free', 'large'].map((name) => join(source, name));
  expect(await sendAll({ sender: other, receiver }, paths)).toMatchObject({ received: { state: 'done' } });
  const standing = (await receiver.engine.snapshot()).transfers.find(({ id }) => id === held);
  expect(standing?.filesDone).toBe(0);

  await faults.set([]);
  await accepting;
  const { received } = await untilBothEnded({ sender: one, receiver }, held);
  expect(received.state).toBe('done');
  expect(await describeTree(join(dead, 'held'))).toEqual(await describeTree(join(source, 'held')));
});
