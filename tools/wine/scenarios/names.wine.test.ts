import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listPaths, type Tree } from '../../../electron/engine/testing/source-tree.ts';
import { expectNoLeftovers } from '../../../electron/engine/testing/transfers.ts';
import { makeSource, transfer } from '../testing/transfer.ts';
import { prepareSystems, startPairOn } from '../testing/wine-engine.ts';

prepareSystems();

const ILLEGAL = [
  ...['a:b', 'CON', 'con.txt', 'x.', 'x ', 'x', 'a\\b', 'q?*<>|"', 'NUL', 'aux.tar.gz', 'COM1', 'LPT¹.log', 'CONIN$'],
  ...['new\nline', 'dir./inside', 'prn/inside', 'x:Zone.Identifier', '..x', ' lead'],
];

/** Names that are one name on Windows; NFC and NFD, and letters whose other case is two letters or another. */
const ALIKE = [
  ...['A.txt', 'a.txt', 'Dir/one', 'dir/two', 'ÄÖ.txt', 'äö.txt', 'straße', 'STRASSE', 'e\u0301.txt', '\u00e9.txt'],
  ...['README', 'readme', 'ReadMe', 'İ', 'i̇'],
];

/** Each file with its own name as what is in it. */
function filesNamed(folder: string, names: readonly string[]): Tree {
  return Object.fromEntries(names.map((name) => [`${folder}/${name}`, name]));
}

async function contentsBelow(directory: string): Promise<readonly string[]> {
  const contents: string[] = [];
  for (const path of await listPaths(directory)) {
    const file = join(directory, path);
    if ((await stat(file)).isFile()) contents.push(await readFile(file, 'utf8'));
  }
  return contents.toSorted();
}

it.each([
  ['names that Windows has no place for', 'Bad', ILLEGAL],
  ['names that differ only in a way that Windows does not see', 'Case', ALIKE],
])('%s all arrive, each file by itself, under names that are safe', async (_what, folder, names) => {
  const pair = await startPairOn('linux', 'windows');
  const source = await makeSource(filesNamed(folder, names));
  const { sent } = await transfer(pair, [join(source, folder)]);
  expect(sent.state).toBe('done');
  expect(await contentsBelow(pair.receiver.inboxDir)).toEqual(names.toSorted());
  const paths = await listPaths(pair.receiver.inboxDir);
  expect(paths.filter((path) => /[:*?"<>|\\\n]|[. ](\/|$)/.test(path))).toEqual([]);
  await expectNoLeftovers(pair.receiver);
});
