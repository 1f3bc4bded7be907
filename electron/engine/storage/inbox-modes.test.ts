import { stat } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { openInbox } from './inbox.ts';
import { directoryEntry, fileEntry, makeTestInbox, orderOf, receiveFile, type TestInbox } from './testing/receive.ts';

let test: TestInbox;

beforeEach(async () => {
  test = await makeTestInbox();
});

afterEach(() => test.remove());

it.each([
  ['shares with the group', 0o002, 0o664, 0o775],
  ['lets others read', 0o022, 0o644, 0o755],
  ['keeps all to the user', 0o077, 0o600, 0o700],
])('gives files and folders the rights that any program gives, where the system %s', async (_, umask, file, folder) => {
  const before = process.umask(umask);
  onTestFinished(() => void process.umask(before));
  const transfer = await (
    await openInbox(test.rootDir)
  ).beginTransfer(orderOf([directoryEntry('d'), fileEntry('d/a', 'x')]));
  await receiveFile(transfer, 1, 'x');
  const modeOf = async (name: string): Promise<number> => (await stat(path.join(test.rootDir, name))).mode & 0o777;
  expect([await modeOf('d/a'), await modeOf('d')]).toEqual([file, folder]);
  await transfer.finish();
});
