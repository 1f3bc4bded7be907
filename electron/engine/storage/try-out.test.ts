import { execFile } from 'node:child_process';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookAtFolder, openInbox } from './inbox.ts';
import { openStagingRegistry } from './staging-registry.ts';
import { CAN_MOUNT, mountTmpfs } from './testing/mounted-disk.ts';
import { listTree, makeTestInbox, type TestInbox } from './testing/receive.ts';

const run = promisify(execFile);

let test: TestInbox;

beforeEach(async () => {
  test = await makeTestInbox();
});

afterEach(async () => {
  await run('chattr', ['-a', test.rootDir]).catch(() => undefined);
  await test.remove();
});

const look = (known?: Parameters<typeof lookAtFolder>[1]) => lookAtFolder(test.rootDir, known);

describe('a folder in which one may make and not remove', () => {
  /** What a share with such rights does, a local disk does for a folder to which one may only add. */
  async function addOnly(): Promise<boolean> {
    return run('chattr', ['+a', test.rootDir]).then(
      () => true,
      () => false,
    );
  }

  it('gets one private folder of ours, however often it is looked at', async ({ skip }) => {
    skip(!(await addOnly()), 'needs root and a disk with flags of files');
    const registry = openStagingRegistry(test.dataDir);
    for (let looks = 0; looks < 3; looks += 1) {
      expect((await look({ registry })).problem).toEqual({ code: 'STORAGE_DENIED', at: 'here' });
    }
    expect(await listTree(test.rootDir)).toHaveLength(1);
    await run('chattr', ['-a', test.rootDir]);
    expect((await look({ registry })).problem).toBeNull();
    expect(await listTree(test.rootDir)).toEqual([]);
  });
});

describe('a folder that was opened before', () => {
  /** How often a registry is told that something is made. */
  function countMade() {
    const registry = openStagingRegistry(test.dataDir);
    const made: string[] = [];
    const announce = (directory: string): Promise<void> => {
      made.push(directory);
      return registry.announce(directory);
    };
    return { made, registry: { ...registry, announce } };
  }

  it('is looked at again without anything being made in it', async () => {
    const { made, registry } = countMade();
    const { inbox: known } = await look({ registry });
    for (let looks = 0; looks < 3; looks += 1) {
      expect(await look({ registry, known })).toMatchObject({ problem: null, inbox: known });
    }
    expect(made).toHaveLength(1);
  });

  it('says so when it may not be written to any more', async ({ skip }) => {
    skip(!CAN_MOUNT, 'needs root');
    const directory = path.join(test.rootDir, 'disk');
    const disk = await mountTmpfs(directory, 'size=4m');
    try {
      const inbox = await openInbox(directory);
      await disk.remount('ro');
      await expect(inbox.lookAgain()).rejects.toMatchObject({ code: 'STORAGE_DENIED' });
    } finally {
      await disk.unmount();
    }
  });

  it('says so when it is gone, and is opened anew when another one stands there', async () => {
    const inbox = await openInbox(test.rootDir);
    await rename(test.rootDir, path.join(test.parentDir, 'moved'));
    await expect(inbox.lookAgain()).rejects.toMatchObject({ code: 'STORAGE_MISSING' });
    await mkdir(test.rootDir);
    expect(await inbox.lookAgain()).toBe(false);
    const found = await look({ known: inbox });
    expect(found.problem).toBeNull();
    expect(found.inbox).not.toBe(inbox);
  });
});
