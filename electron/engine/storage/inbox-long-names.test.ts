import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openInbox } from './inbox.ts';
import {
  directoryEntry,
  fileEntry,
  makeTestInbox,
  orderOf,
  readText,
  receiveAll,
  receiveFile,
  type TestInbox,
} from './testing/receive.ts';

let test: TestInbox;

beforeEach(async () => {
  test = await makeTestInbox();
});

afterEach(() => test.remove());

describe('a disk that takes names of 143 bytes only', () => {
  it('gets names of that length, also beside what is there', async () => {
    const inbox = await openInbox(test.rootDir, { volume: { maxNameBytes: 143 } });
    const things = [
      ['d'.repeat(200), null],
      [`${'d'.repeat(200)}/${'f'.repeat(139)}.txt`, 'x'],
      [`${'é'.repeat(100)}.tar.gz`, 'y'],
    ] as const;
    const first = await receiveAll(inbox, things);
    const second = await receiveAll(inbox, things);
    for (const component of [...first, ...second].flatMap((savedAs) => savedAs.split('/'))) {
      expect(Buffer.byteLength(component)).toBeLessThanOrEqual(143);
    }
    expect(new Set([...first, ...second]).size).toBe(6);
    expect(second[0]).toMatch(/^d+ \(1\)$/);
    expect(await readText(test.rootDir, second[1] ?? '')).toBe('x');
  });
});

describe('a path that is too long for the system', () => {
  it.runIf(process.platform === 'linux')('costs what lies there, and all else ends as it should', async () => {
    const inbox = await openInbox(test.rootDir);
    const deep = Array.from({ length: 16 }, (_, level) =>
      Array(level + 1)
        .fill('x'.repeat(254))
        .join('/'),
    );
    const entries = [
      ...deep.map(directoryEntry),
      fileEntry(`${deep.at(-1) ?? ''}/f`, 'x'),
      fileEntry('zzz-after', 'after'),
    ];
    const transfer = await inbox.beginTransfer(orderOf(entries));
    await expect(receiveFile(transfer, deep.length, 'x')).rejects.toMatchObject({ code: 'STORAGE_NAME_TOO_LONG' });
    await receiveFile(transfer, deep.length + 1, 'after');
    await transfer.finish();
    expect(await readText(test.rootDir, 'zzz-after')).toBe('after');
    expect(await readdir(test.rootDir)).toEqual([entries[0]?.path, 'zzz-after']);
    // Node cannot
    await promisify(execFile)('rm', ['-rf', test.rootDir]);
  });
});
