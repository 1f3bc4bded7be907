import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeTree, type Tree } from '../../../electron/engine/testing/source-tree.ts';
import { makeSource, transfer } from '../testing/transfer.ts';
import { prepareSystems, startPairOn } from '../testing/wine-engine.ts';

prepareSystems();

const MIXED: Tree = {
  'Tree/empty folder': null,
  'Tree/zero.bin': '',
  'Tree/a/b/c/deep.txt': 'deep',
  'Tree/Grüße äöü.txt': 'ü',
  'Tree/日本語/ファイル.txt': 'x',
  'Tree/😀.txt': 'smile',
  [`Tree/${'n'.repeat(251)}.txt`]: 'long',
  'Tree/.hidden': 'h',
  'Tree/two  spaces.txt': 's',
  'Tree/a & b;$(x)%PATH%!.txt': 'q',
  'Tree/one.bin': Buffer.alloc(1_500_000, 7),
};

describe('a mixed tree arrives with its bytes, names and times', () => {
  it.each([
    ['linux', 'windows'],
    ['windows', 'linux'],
    ['windows', 'windows'],
  ] as const)('from %s to %s', async (from, to) => {
    const pair = await startPairOn(from, to);
    const source = await makeSource(MIXED);
    const { sent, received } = await transfer(pair, [join(source, 'Tree')]);
    expect([sent.state, received.state]).toEqual(['done', 'done']);
    expect(await describeTree(pair.receiver.inboxDir)).toEqual(await describeTree(source));
  });
});

it('times arrive although the mark of the web, where there are streams, changes the file', async () => {
  const pair = await startPairOn('linux', 'windows', { env: { STREAMS: 'ntfs' } });
  const source = await makeSource({ 'T/a.txt': 'a', 'T/b/c.txt': 'c', 'T/z': '' });
  await transfer(pair, [join(source, 'T')]);
  expect(await describeTree(pair.receiver.inboxDir)).toEqual(await describeTree(source));
});

describe('a path of over 600 characters', () => {
  const folders = Array.from({ length: 12 }, (_, index) => `folder ${index} ${'d'.repeat(40)}`).join('/');
  const deep: Tree = { [`Deep/${folders}/file.txt`]: 'deep', [`Deep/${folders}/empty`]: null };

  it.each([
    ['linux', 'windows'],
    ['windows', 'linux'],
  ] as const)('arrives in its folder from %s to %s, and can be shown', async (from, to) => {
    const pair = await startPairOn(from, to);
    const source = await makeSource(deep);
    const { id, sent } = await transfer(pair, [join(source, 'Deep')]);
    expect(sent.state).toBe('done');
    expect(await describeTree(pair.receiver.inboxDir)).toEqual(await describeTree(source));
    expect(await pair.receiver.engine.locate(id)).toMatch(/Deep$/);
  });

  it("arrives when the file itself is dropped, where Wine's realpath ends at 260", async () => {
    const pair = await startPairOn('windows', 'linux');
    const source = await makeSource(deep);
    const { sent } = await transfer(pair, [join(source, 'Deep', folders, 'file.txt')]);
    expect(sent.state).toBe('done');
  });
});
