import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookAtFolder, openInbox } from './inbox.ts';
import { openStagingRegistry } from './staging-registry.ts';
import { CAN_MOUNT, mountTmpfs, type MountedDisk } from './testing/mounted-disk.ts';
import { checkDestination, fileEntry, makeTestInbox, orderOf, receiveFile, type TestInbox } from './testing/receive.ts';

let test: TestInbox;
let disk: MountedDisk | null = null;

beforeEach(async () => {
  test = await makeTestInbox();
});

afterEach(async () => {
  await disk?.unmount();
  disk = null;
  await test.remove();
});

describe.skipIf(!CAN_MOUNT)('a full disk (needs root, to mount one)', () => {
  it('that has room and takes no more files says that', async () => {
    disk = await mountTmpfs(test.rootDir, 'size=16m,nr_inodes=16');
    const entries = Array.from({ length: 30 }, (_, n) => fileEntry(`${n}`, 'x'));
    const transfer = await (await openInbox(test.rootDir)).beginTransfer(orderOf(entries));
    const receiveThem = async (): Promise<void> => {
      for (const index of entries.keys()) await receiveFile(transfer, index, 'x');
    };
    await expect(receiveThem()).rejects.toMatchObject({ code: 'STORAGE_NO_MORE_FILES' });
    await transfer.suspend();
    expect(await checkDestination(test.rootDir, 1)).toEqual({ code: 'STORAGE_NO_MORE_FILES', at: 'here' });
  });

  it('of the app itself is not taken for that of the files', async () => {
    disk = await mountTmpfs(test.dataDir, 'size=64k');
    const fill = writeFile(path.join(test.dataDir, 'other'), Buffer.alloc(128 * 1024));
    await expect(fill).rejects.toMatchObject({ code: 'ENOSPC' });
    const registry = openStagingRegistry(test.dataDir);
    const look = await lookAtFolder(test.rootDir, { registry });
    expect(look.problem).toEqual({ code: 'STORAGE_OWN_FULL', at: 'here' });
  });
});
