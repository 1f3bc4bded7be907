import { writeFile } from 'node:fs/promises';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_DATA_BYTES } from '../../../../shared/protocol/constants.ts';
import type { Reader } from '../../disk-thread/disk-readers.ts';
import { toLook } from '../../disk-thread/look-at.ts';
import { createDiskFunctions } from '../../disk-thread/serve-disk.ts';
import { SilentDiskError } from '../../storage/disk-gate.ts';
import { FakeConnection } from '../../testing/fake-connection.ts';
import { makeTempDir } from '../../testing/temp-dir.ts';
import { WaitClock } from '../limits/wait-clock.ts';
import { RateLimiter } from '../rate-limiter.ts';
import { SendWindow } from './send-window.ts';
import { toEntry } from './source-entry.ts';
import type { FileToSend } from './file-to-send.ts';
import { streamFiles } from './stream-files.ts';

type ReadFiles = ReturnType<typeof createDiskFunctions>['readFiles'];
type ReadPart = ReturnType<typeof createDiskFunctions>['readPart'];

interface Disk {
  readonly readFiles?: (order: Parameters<ReadFiles>[0], read: ReadFiles) => ReturnType<ReadFiles>;
  readonly readPart?: (order: Parameters<ReadPart>[0], read: ReadPart) => ReturnType<ReadPart>;
}

const readAll = <Order, Read>(order: Order, read: (order: Order) => Read): Read => read(order);

/** Streams files of these sizes from a disk that does as it is told; gives what the receiver and the user hear. */
async function stream(sizes: readonly number[], disk: Disk) {
  const directory = await makeTempDir();
  const files: FileToSend[] = [];
  for (const [index, sizeBytes] of sizes.entries()) {
    const path = join(directory, `${index}`);
    await writeFile(path, Buffer.alloc(sizeBytes, index));
    const look = toLook(lstatSync(path, { bigint: true }));
    files.push({ index, entry: toEntry(`${index}`, look), source: { path, ino: look.ino }, held: [] });
  }
  const real = createDiskFunctions();
  const closed: number[] = [];
  const reader = {
    ask: (work: (calls: unknown) => Promise<unknown>) =>
      work({
        readFiles: (order: Parameters<ReadFiles>[0]) =>
          new Promise((resolve) => resolve((disk.readFiles ?? readAll)(order, (it) => real.readFiles(it)))),
        readPart: (order: Parameters<ReadPart>[0]) =>
          new Promise((resolve) => resolve((disk.readPart ?? readAll)(order, (it) => real.readPart(it)))),
      }),
    tell: () => closed.push(1),
  } as unknown as Reader; // only what is asked for here
  const connection = new FakeConnection('client');
  const failed: [number, string][] = [];
  await streamFiles({
    connection,
    files,
    signal: new AbortController().signal,
    readers: { user: () => ({ open: () => reader, close: () => undefined }) },
    limiter: new RateLimiter(null),
    place: { turn: () => Promise.resolve() },
    window: new SendWindow(),
    clock: new WaitClock(),
    onFilesStart: () => undefined,
    onFilesSent: () => undefined,
    onFileFailed: (index, { code }) => failed.push([index, code]),
  });
  const said = connection.sent.map((message) =>
    message.type === 'file-end' ? message.files.map(([index]) => index) : message.type,
  );
  return { said, failed, closedCount: closed.length };
}

const silent = (): never => {
  throw new SilentDiskError('hangs');
};

describe('streamFiles()', () => {
  it('asks again for what a slow disk left', async () => {
    const readFiles: Disk['readFiles'] = ({ target, files }, read) => read({ target, files: files.slice(0, 2) });
    expect(await stream([1, 2, 3, 4, 5], { readFiles })).toMatchObject({
      said: [[0, 1], [2, 3], [4], 'stream-end'],
      failed: [],
    });
  });

  it('goes on behind a file that fails', async () => {
    const readFiles: Disk['readFiles'] = (order, read) => {
      const files = order.files.map((file) => (file.path.endsWith('1') ? { ...file, path: '/not/there' } : file));
      return read({ ...order, files });
    };
    expect(await stream([1, 2, 3], { readFiles })).toMatchObject({
      said: [[0], 'file-failed', [2], 'stream-end'],
      failed: [[1, 'TRANSFER_SOURCE_MISSING']],
    });
  });

  it('finds out which of the files it is that hangs', async () => {
    const readFiles: Disk['readFiles'] = (order, read) =>
      order.files.some(({ path }) => path.endsWith('1')) ? silent() : read(order);
    expect(await stream([1, 2, 3], { readFiles })).toMatchObject({
      said: [[0], 'file-failed', [2], 'stream-end'],
      failed: [[1, 'TRANSFER_SOURCE_SILENT']],
    });
  });

  it('leaves the rest of a large file when a part of it cannot be read, and closes it', async () => {
    let askedCount = 0;
    const readPart: Disk['readPart'] = (order, read) => {
      askedCount += 1;
      return order.from === 0 ? read(order) : silent();
    };
    expect(await stream([1, 20 * MAX_DATA_BYTES, 3], { readPart })).toMatchObject({
      said: [[0], 'file-failed', [2], 'stream-end'],
      failed: [[1, 'TRANSFER_SOURCE_SILENT']],
      closedCount: 1,
    });
    expect(askedCount).toBeLessThan(6);
  });
});
