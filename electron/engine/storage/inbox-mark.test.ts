import { stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openInbox } from './inbox.ts';
import type { OriginMark } from './origin-mark.ts';
import {
  fileEntry,
  isThere,
  makeTestInbox,
  MTIME_MS,
  orderOf,
  receiveFile,
  type TestInbox,
} from './testing/receive.ts';

let test: TestInbox;

beforeEach(async () => {
  test = await makeTestInbox();
});

afterEach(() => test.remove());

it('gives a file its own time after its mark, for which NTFS sets the time of writing', async () => {
  const final = path.join(test.rootDir, 'a');
  const marked: string[] = [];
  const markAsNtfs: OriginMark = {
    stream: null,
    beforePlacing: async (staged) => {
      expect(await isThere(final)).toBe(false);
      await utimes(staged, new Date(), new Date());
      marked.push('staged');
    },
    afterPlacing: async () => {
      expect(await isThere(final)).toBe(true);
      marked.push('final');
    },
    flush: () => Promise.resolve(),
  };
  const inbox = await openInbox(test.rootDir, { createMark: () => markAsNtfs });
  const transfer = await inbox.beginTransfer(orderOf([fileEntry('a', 'x')]));
  await receiveFile(transfer, 0, 'x');
  await transfer.finish();
  expect(marked).toEqual(['staged', 'final']);
  expect((await stat(final)).mtimeMs).toBe(MTIME_MS);
});
