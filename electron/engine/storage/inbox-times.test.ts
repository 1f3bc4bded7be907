import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { openInbox, type Inbox } from './inbox.ts';
import { directoryEntry, fileEntry, makeTestInbox, orderOf, receiveFile, type TestInbox } from './testing/receive.ts';

let test: TestInbox;
let inbox: Inbox;

beforeEach(async () => {
  test = await makeTestInbox();
  inbox = await openInbox(test.rootDir);
});

afterEach(() => test.remove());

const begin = (...entries: readonly ManifestEntry[]) => inbox.beginTransfer(orderOf(entries));

it('keeps whole milliseconds of times, also of those before 1970', async () => {
  for (const mtimeMs of [
    0,
    1,
    999,
    1_700_000_000_123,
    1_699_999_999_999,
    4_102_444_800_001,
    -1,
    -999,
    -1_500,
    -1e12 - 123,
  ]) {
    const transfer = await begin(fileEntry(`${mtimeMs}`, ''), { ...directoryEntry(`folder ${mtimeMs}`), mtimeMs });
    await receiveFile(transfer, 0, '', mtimeMs);
    await transfer.makeDirectory(1);
    await transfer.finish();
    for (const name of [`${mtimeMs}`, `folder ${mtimeMs}`]) {
      expect(Math.floor((await stat(path.join(test.rootDir, name))).mtimeMs)).toBe(mtimeMs);
    }
  }
});

it('takes times that no clock shows', async () => {
  for (const mtimeMs of [NaN, Infinity, -Infinity, -1, 1e308, -1e308]) {
    const transfer = await begin(fileEntry('odd', ''));
    await receiveFile(transfer, 0, '', mtimeMs);
    await transfer.finish();
  }
  expect(await readdir(test.rootDir)).toHaveLength(6);
});
