import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openInbox } from './inbox.ts';
import { inParallel } from './in-parallel.ts';
import { directoryEntry, fileEntry, listTree, makeTestInbox, orderOf, receiveFile } from './testing/receive.ts';
import type { TestInbox } from './testing/receive.ts';

const FILES = 2000;
const FOLDERS = 20;

let test: TestInbox;

beforeEach(async () => {
  test = await makeTestInbox();
});

afterEach(() => test.remove());

it(`receives ${FILES} small files and says how fast`, { timeout: 60_000 }, async () => {
  const content = randomBytes(1024);
  const folders = Array.from({ length: FOLDERS }, (_, i) => directoryEntry(i === 0 ? 'top' : `top/f${i}`));
  const files = Array.from({ length: FILES }, (_, i) => fileEntry(`top/f${(i % (FOLDERS - 1)) + 1}/${i}`, content));
  const inbox = await openInbox(test.rootDir);
  const transfer = await inbox.beginTransfer(orderOf([...folders, ...files]));
  const startedAtMs = performance.now();
  await inParallel(files.keys(), 16, async (i) => {
    await receiveFile(transfer, FOLDERS + i, content);
  });
  const committedAtMs = performance.now();
  await transfer.finish();
  const finishedAtMs = performance.now();
  const rate = Math.round(FILES / ((committedAtMs - startedAtMs) / 1000));
  console.info(`${FILES} files of 1 KiB: ${rate}/s committed, finish ${Math.round(finishedAtMs - committedAtMs)} ms`);
  expect(await listTree(test.rootDir)).toHaveLength(FILES + FOLDERS);
});
