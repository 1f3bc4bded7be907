import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { startDiskFaults, whyNoDiskFaults, type DiskFaults } from './testing/disk-faults.ts';
import { prepareEngineProcesses, startEngineProcess } from './testing/engine-process.ts';
import { makeFile } from './testing/sources.ts';
import { makeTree } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { offer, sendAll, untilState } from './testing/transfers.ts';

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
});
