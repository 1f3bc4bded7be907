import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openInbox } from './inbox.ts';
import { CAN_MOUNT } from './testing/mounted-disk.ts';
import { listTree, makeTestInbox, readText, receiveAll, type TestInbox } from './testing/receive.ts';

const run = promisify(execFile);

let test: TestInbox;

beforeEach(async () => {
  test = await makeTestInbox();
});

const mounted: string[] = [];

afterEach(async () => {
  for (const target of mounted.splice(0)) await run('umount', [target]);
  await test.remove();
});

async function bind(from: string, ...to: readonly string[]): Promise<void> {
  const target = path.join(test.rootDir, ...to);
  await mkdir(target, { recursive: true });
  await run('mount', ['--bind', from, target]);
  mounted.push(target);
}

it('puts a folder beside one of that name that is mounted there, be it of the same disk', async ({ skip }) => {
  skip(!CAN_MOUNT, 'needs root');
  const elsewhere = path.join(test.dataDir, 'elsewhere');
  await mkdir(elsewhere, { recursive: true });
  await writeFile(path.join(elsewhere, 'mine'), 'mine');
  await bind(elsewhere, 'album');
  await bind(elsewhere, 'plain', 'deep');
  const saved = await receiveAll(
    await openInbox(test.rootDir),
    [
      ['album', null],
      ['album/a', 'a'],
      ['plain', null],
      ['plain/deep', null],
      ['plain/deep/b', 'b'],
      ['plain/c', 'c'],
    ],
    'skip-identical',
  );
  expect(saved).toEqual(['album (1)', 'album (1)/a', 'plain', 'plain/deep (1)', 'plain/deep (1)/b', 'plain/c']);
  expect(await readText(test.rootDir, 'album (1)', 'a')).toBe('a');
  expect(await listTree(elsewhere)).toEqual(['mine']);
});
