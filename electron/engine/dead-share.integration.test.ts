import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Transfer } from '../../shared/model/transfer.ts';
import { startDiskFaults, whyNoDiskFaults, type DiskFaults } from './testing/disk-faults.ts';
import { prepareEngineProcesses, startEngineProcess } from './testing/engine-process.ts';
import { makeFile } from './testing/sources.ts';
import { describeTree, makeTree } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { offer, sendAll, untilBothEnded, untilState } from './testing/transfers.ts';

// a real process some of whose reads never come back, with the four threads for the disk that each process has

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

describe('a share whose server is gone', () => {
  it.each([
    ['many small files', 'dead/a folder'],
    ['large files, dropped one by one', 'dead/large'],
  ])('keeps nobody else waiting, and a cancel ends it at once: %s', async (_, path) => {
    const sender = await startEngineProcess('Sender', { env: faults.env });
    const [away, receiver] = [await startTestEngine('First'), await startTestEngine('Second')];
    await joined(sender, away);
    await joined(sender, receiver);
    const source = await makeTempDir();
    const large = Object.fromEntries(
      Array.from({ length: 8 }, (_none, n) => [`dead/large/${n}`, randomBytes(1_300_000)]),
    );
    const small = Object.fromEntries(Array.from({ length: 60 }, (_none, n) => [`dead/a folder/${n}`, 'x']));
    await makeTree(source, { ...large, ...small });
    const dropped = path.endsWith('large') ? Object.keys(large) : [path];

    const id = await offer(
      { sender, receiver: away },
      dropped.map((one) => join(source, one)),
    );
    await faults.set([{ call: 'hang', path: 'dead/' }]);
    await away.engine.accept(id, []);
    await sender.until(({ transfers }) => transfers.find(({ currentFile }) => currentFile !== null));

    const well = await makeFile('well', randomBytes(3_000_000));
    expect(await sendAll({ sender, receiver }, [well])).toMatchObject({ sent: { state: 'done' } });
    expect(await sendAll({ sender: receiver, receiver: sender }, [well])).toMatchObject({
      received: { state: 'done' },
    });

    await sender.engine.cancel(id);
    expect(await untilState(sender, id, 'cancelled')).toMatchObject({ cancelledBy: 'here' });
    await faults.set([]);
  });

  it.each([
    ['small files', 40, 1_000],
    ['large files', 24, 300_000],
  ])('that receives keeps nobody else waiting, and a cancel ends it at once: %s', async (_, count, sizeBytes) => {
    const [sender, other] = [await startTestEngine('Sender'), await startTestEngine('Other')];
    const dead = join(await makeTempDir(), 'dead');
    await mkdir(dead);
    const peerFolders = { [sender.id]: dead };
    const receiver = await startEngineProcess('Receiver', { env: faults.env, peerFolders });
    await joined(sender, receiver);
    await joined(other, receiver);
    const source = await makeTempDir();
    await makeTree(source, many('many', count, sizeBytes));
    const id = await offer({ sender, receiver }, [join(source, 'many')]);
    await faults.set([{ call: 'hang', path: '.part' }]);
    await receiver.engine.accept(id, []);
    // small ones are all there before the first of them is placed
    const hasBegun = (one: Transfer): boolean => one.currentFile !== null || one.state === 'verifying';
    await receiver.until(({ transfers }) => transfers.find(hasBegun));
    // of this one no part hangs: it is about who waits for whom
    await faults.set([{ call: 'hang', path: 'dead/' }]);

    const well = await makeFile('well', randomBytes(3_000_000));
    expect(await sendAll({ sender: other, receiver }, [well])).toMatchObject({ sent: { state: 'done' } });

    await receiver.engine.cancel(id);
    expect(await untilState(receiver, id, 'cancelled')).toMatchObject({ cancelledBy: 'here' });
    await faults.set([]);
  });

  it.each([
    ['small files', 200, 3_000],
    ['large files', 12, 1_300_000],
  ])(
    'that receives goes on where it was when it answers again; until then it keeps only its own transfer waiting: %s',
    async (_what, count, sizeBytes) => {
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
    },
  );

  it('does not keep the engine from stopping', async () => {
    const sender = await startEngineProcess('Sender', { env: faults.env });
    const receiver = await startTestEngine('Receiver');
    await joined(sender, receiver);
    const source = await makeTempDir();
    await makeTree(source, { 'dead/file': 'x' });
    const id = await offer({ sender, receiver }, [join(source, 'dead')]);
    await faults.set([{ call: 'hang', path: 'dead/' }]);
    await receiver.engine.accept(id, []);
    await sender.until(({ transfers }) => transfers.find(({ currentFile }) => currentFile !== null));
    await sender.engine.stop();
    await faults.set([]);
  });
});
