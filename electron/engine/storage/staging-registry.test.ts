import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { symlink } from '../testing/symlink.ts';
import { openInbox, type InboxTransfer } from './inbox.ts';
import { SilentDiskError } from './disk-gate.ts';
import { openStagingRegistry, sweepLeftovers } from './staging-registry.ts';
import { fileEntry, isThere, listTree, makeTestInbox, orderOf, receiveAll } from './testing/receive.ts';
import type { TestInbox } from './testing/receive.ts';

let test: TestInbox;
let killed: InboxTransfer[] = [];

beforeEach(async () => {
  test = await makeTestInbox();
});

afterEach(async () => {
  // only to give back file descriptors that a real kill would
  await Promise.all(killed.map((transfer) => transfer.abort()));
  killed = [];
  await test.remove();
});

/** A run that is killed in the middle of a file: nothing of it is ended. Gives the path of its staging directory. */
async function startAndKill(dataDir = test.dataDir): Promise<string> {
  const before = new Set(await readdir(test.rootDir));
  const inbox = await openInbox(test.rootDir, { registry: openStagingRegistry(dataDir) });
  const transfer = await inbox.beginTransfer(orderOf([fileEntry('a', 'xy')]));
  killed.push(transfer);
  await (await transfer.openPart(0)).write([Buffer.from('x')]);
  const [staging = ''] = (await readdir(test.rootDir)).filter((name) => !before.has(name));
  return path.join(test.rootDir, staging);
}

describe('sweepLeftovers()', () => {
  it('has nothing to do at first', async () => {
    expect(await sweepLeftovers(test.dataDir)).toBe(0);
    expect(await isThere(test.dataDir)).toBe(false);
  });

  it('removes what a killed run left, once', async () => {
    await startAndKill();
    await startAndKill();
    expect(await listTree(test.rootDir)).toHaveLength(4);
    expect(await sweepLeftovers(test.dataDir)).toBe(2);
    expect(await listTree(test.rootDir)).toEqual([]);
    expect(await sweepLeftovers(test.dataDir)).toBe(0);
  });

  it('has nothing to do after transfers that ended', async () => {
    const inbox = await openInbox(test.rootDir, { registry: openStagingRegistry(test.dataDir) });
    await Promise.all(Array.from({ length: 5 }, (_, i) => receiveAll(inbox, [[`f${i}`, 'x']])));
    const { staging } = JSON.parse(await readFile(path.join(test.dataDir, 'staging.json'), 'utf8')) as {
      staging: unknown;
    };
    expect(staging).toEqual([]);
    expect(await sweepLeftovers(test.dataDir)).toBe(0);
    expect(await readdir(test.rootDir)).toHaveLength(5);
  });

  it('leaves the staging directory of another instance alone', async () => {
    const other = path.join(test.dataDir, 'other');
    const theirs = await startAndKill(other);
    await startAndKill();
    expect(await sweepLeftovers(test.dataDir)).toBe(1);
    expect(await readdir(test.rootDir)).toEqual([path.basename(theirs)]);
    expect(await sweepLeftovers(other)).toBe(1);
  });

  it('leaves directories alone that nobody registered, whatever their name', async () => {
    const name = `.lanyard-${'0'.repeat(32)}`;
    await mkdir(path.join(test.rootDir, name));
    await writeFile(path.join(test.rootDir, name, '0.part'), '');
    await startAndKill();
    expect(await sweepLeftovers(test.dataDir)).toBe(1);
    expect(await listTree(test.rootDir)).toEqual([`${name}/`, `${name}/0.part`]);
  });

  it('never follows a link that stands where the directory stood', async () => {
    const staging = await startAndKill();
    await rename(staging, path.join(test.rootDir, 'aside'));
    await symlink(test.outsideDir, staging);
    await writeFile(path.join(test.outsideDir, '0.part'), 'not yours');
    expect(await sweepLeftovers(test.dataDir)).toBe(0);
    expect(await isThere(test.outsideDir, '0.part')).toBe(true);
    expect(await isThere(test.rootDir, 'aside', '0.part')).toBe(true);
  });

  it('leaves a directory alone that took the name of the one that was registered', async () => {
    const staging = await startAndKill();
    await rename(staging, path.join(test.rootDir, 'aside'));
    await mkdir(staging);
    await writeFile(path.join(staging, '0.part'), 'not yours');
    expect(await sweepLeftovers(test.dataDir)).toBe(0);
    expect(await isThere(staging, '0.part')).toBe(true);
  });

  it('deletes no file that it did not make, and goes into no folder', async () => {
    const staging = await startAndKill();
    await writeFile(path.join(staging, 'mine.txt'), '');
    await mkdir(path.join(staging, '1.part'));
    await writeFile(path.join(staging, '1.part', 'mine'), '');
    await sweepLeftovers(test.dataDir);
    expect(await isThere(staging, 'mine.txt')).toBe(true);
    expect(await isThere(staging, '1.part', 'mine')).toBe(true);
  });

  it.each([
    ['a name that is not ours', (directory: string) => path.join(path.dirname(directory), 'outside')],
    ['a path that climbs', (directory: string) => `${directory}/../../outside`],
    ['a relative path', (directory: string) => path.basename(directory)],
  ])('ignores a registry with %s', async (_, change) => {
    const staging = await startAndKill();
    await writeFile(path.join(test.outsideDir, '0.part'), 'not yours');
    const file = path.join(test.dataDir, 'staging.json');
    const json = JSON.parse(await readFile(file, 'utf8')) as { staging: { directory: string }[] };
    const { ino } = await stat(test.outsideDir);
    const staged = json.staging.map((entry) => ({ ...entry, ino: `${ino}`, directory: change(staging) }));
    await writeFile(file, JSON.stringify({ ...json, staging: staged }));
    expect(await sweepLeftovers(test.dataDir)).toBe(0);
    expect(await isThere(test.outsideDir, '0.part')).toBe(true);
  });

  it.each(['', '{', 'null', '[]', '{"version":2,"staging":[]}', '{"version":1,"staging":[{}]}'])(
    'takes a broken registry (%j) for an empty one, and replaces it',
    async (text) => {
      await mkdir(test.dataDir);
      await writeFile(path.join(test.dataDir, 'staging.json'), text);
      expect(await sweepLeftovers(test.dataDir)).toBe(0);
      await startAndKill();
      expect(await sweepLeftovers(test.dataDir)).toBe(1);
    },
  );

  it('keeps a leftover in mind whose folder is away', async () => {
    await startAndKill();
    await rename(test.rootDir, `${test.rootDir}.away`);
    expect(await sweepLeftovers(test.dataDir)).toBe(0);
    await rename(`${test.rootDir}.away`, test.rootDir);
    expect(await sweepLeftovers(test.dataDir)).toBe(1);
    expect(await listTree(test.rootDir)).toEqual([]);
  });

  it('keeps a leftover in mind that cannot be removed yet, as while another program holds what is in it', async () => {
    const held = path.join(await startAndKill(), 'held');
    await writeFile(held, '');
    expect(await sweepLeftovers(test.dataDir)).toBe(0);
    await rm(held);
    expect(await sweepLeftovers(test.dataDir)).toBe(1);
    expect(await listTree(test.rootDir)).toEqual([]);
  });

  it('keeps a leftover in mind whose disk does not answer', async () => {
    await startAndKill();
    const silent = { run: () => Promise.reject(new SilentDiskError('does not answer')), later: () => undefined };
    expect(await sweepLeftovers(test.dataDir, new Set(), silent)).toBe(0);
    expect(await sweepLeftovers(test.dataDir)).toBe(1);
  });

  it('forgets a leftover that the user removed', async () => {
    await rm(await startAndKill(), { recursive: true });
    expect(await sweepLeftovers(test.dataDir)).toBe(0);
    expect(await readFile(path.join(test.dataDir, 'staging.json'), 'utf8')).not.toContain('.lanyard-');
  });
});

describe('openStagingRegistry()', () => {
  it('loses none of many changes at once', async () => {
    const registry = openStagingRegistry(test.dataDir);
    const directories = Array.from({ length: 30 }, (_, i) => `/in/.lanyard-${i.toString(16).padStart(32, '0')}`);
    await Promise.all(directories.map((directory) => registry.add(directory, { dev: 1n, ino: 2n })));
    await Promise.all(directories.slice(1).map((directory) => registry.remove(directory)));
    const text = await readFile(path.join(test.dataDir, 'staging.json'), 'utf8');
    expect(text.match(/\.lanyard-[0-9a-f]{32}/g)).toEqual([path.basename(directories[0] ?? '')]);
  });
});
