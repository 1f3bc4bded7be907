import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inParallel } from './in-parallel.ts';
import { openInbox } from './inbox.ts';
import {
  directoryEntry,
  fileEntry,
  listTree,
  makeTestInbox,
  orderOf,
  readText,
  receiveFile,
  type TestInbox,
} from './testing/receive.ts';

// real disks of busy machines
vi.setConfig({ testTimeout: 60_000 });

let test: TestInbox;

beforeEach(async () => {
  test = await makeTestInbox();
  await writeFile(path.join(test.outsideDir, 'secret'), 'untouched');
});

/** Whatever a test did: the neighbour of the inbox and the folder around both are as they were. */
afterEach(async () => {
  try {
    expect((await readdir(test.parentDir)).sort()).toEqual(['inbox', 'outside']);
    expect(await readdir(test.outsideDir)).toEqual(['secret']);
    expect(await readText(test.outsideDir, 'secret')).toBe('untouched');
  } finally {
    await test.remove();
  }
});

/** A folder on the way was replaced, or is gone at this moment. */
// typed: the matchers of vitest are `any`
const unsafeOrMissing: unknown = expect.objectContaining({
  code: expect.stringMatching(/^STORAGE_(UNSAFE|MISSING)$/) as unknown,
});

const inside = (...parts: readonly string[]) => path.join(test.rootDir, ...parts);

describe('a folder swapped for a link by another process, as fast as it can', () => {
  const FILES = 2000;

  /** Runs the swapper until the returned function is called; that one tells how often it swapped. */
  async function startSwapping(folder: string): Promise<() => Promise<number>> {
    const script = path.join(import.meta.dirname, 'testing', 'swap-folder.mjs');
    const child = spawn(process.execPath, [script, folder, `${folder}.aside`, test.outsideDir], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    await once(child.stdout, 'data');
    return async () => {
      child.stdin.end();
      await once(child, 'close');
      return Number(output.split('\n')[1]);
    };
  }

  it.each(['d', 'd/e'])(`lets none of ${FILES} files in %s out of the inbox`, async (folder) => {
    // so that a path through the link leads somewhere
    await mkdir(path.join(test.outsideDir, 'e'));
    const inbox = await openInbox(test.rootDir);
    const files = Array.from({ length: FILES }, (_, i) => fileEntry(`${folder}/${i}`, 'x'));
    const entries = [directoryEntry('d'), directoryEntry('d/e'), ...files];
    const transfer = await inbox.beginTransfer(orderOf(entries));
    await transfer.makeDirectory(1);
    const stopSwapping = await startSwapping(inside('d'));
    let refused = 0;
    await inParallel(files.keys(), 8, async (i) => {
      await receiveFile(transfer, i + 2, 'x').catch((error: unknown) => {
        expect(error).toEqual(unsafeOrMissing);
        refused += 1;
      });
    });
    const swaps = await stopSwapping();
    await transfer.abort();
    console.info(`${swaps} swaps, ${FILES - refused} of ${FILES} files in place`);
    expect(swaps).toBeGreaterThan(100);
    expect(await listTree(test.outsideDir)).toEqual(['e/', 'secret']);
    await rmdir(path.join(test.outsideDir, 'e'));
    const inPlace = (await listTree(inside(folder))).filter((name) => /^\d+$/.test(name));
    expect(inPlace).toHaveLength(FILES - refused);
  });

  it('lets none of 300 new folders out of the inbox', async () => {
    const inbox = await openInbox(test.rootDir);
    const entries = [directoryEntry('d'), ...Array.from({ length: 300 }, (_, i) => directoryEntry(`d/${i}`))];
    const transfer = await inbox.beginTransfer(orderOf(entries));
    await transfer.makeDirectory(0);
    const stopSwapping = await startSwapping(inside('d'));
    await inParallel(Array(300).keys(), 8, async (i) => {
      await transfer.makeDirectory(i + 1).catch((error: unknown) => {
        expect(error).toEqual(unsafeOrMissing);
      });
    });
    expect(await stopSwapping()).toBeGreaterThan(100);
    await transfer.abort();
    expect(await readdir(test.outsideDir)).toEqual(['secret']);
  });
});
