import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeTree, hashFile } from '../../../electron/engine/testing/source-tree.ts';
import { makeTempDir } from '../../../electron/engine/testing/temp-dir.ts';
import { expectNoLeftovers } from '../../../electron/engine/testing/transfers.ts';
import { makeSource, transfer, writeBigFile } from '../testing/transfer.ts';
import { prepareSystems, startPairOn } from '../testing/wine-engine.ts';

prepareSystems();

it.each([
  ['linux', 'windows'],
  ['windows', 'linux'],
] as const)('300 MiB arrive unchanged from %s to %s', async (from, to) => {
  const pair = await startPairOn(from, to);
  const file = join(await makeTempDir(), 'big.bin');
  const hash = await writeBigFile(file, 300);
  const { sent } = await transfer(pair, [file]);
  expect(sent.state).toBe('done');
  expect(await hashFile(join(pair.receiver.inboxDir, 'big.bin'))).toBe(hash);
  await expectNoLeftovers(pair.receiver);
});

it('400 small files in 20 folders arrive from linux to windows', async () => {
  const pair = await startPairOn('linux', 'windows');
  const files = Array.from({ length: 400 }, (_, index) => [`Many/${index % 20}/f${index}.txt`, `file ${index}`]);
  const source = await makeSource(Object.fromEntries(files) as Record<string, string>);
  const { sent } = await transfer(pair, [join(source, 'Many')]);
  expect(sent.state).toBe('done');
  expect(await describeTree(pair.receiver.inboxDir)).toEqual(await describeTree(source));
});
