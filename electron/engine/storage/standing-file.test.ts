import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, rmSync } from 'node:fs';
import { chmod, link, lstat, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { symlink } from '../testing/symlink.ts';
import { stampOf } from './file-id.ts';
import { isStillThere, lookAtStanding } from './standing-file.ts';
import { changeLater, sha256Hex } from './testing/receive.ts';

vi.setConfig({ testTimeout: 60_000 });

let directory: string;
const inside = (name: string) => path.join(directory, name);

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lanyard-standing-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const look = (name: string, content: string | Uint8Array, isStopped = () => false) =>
  lookAtStanding(inside(name), { sizeBytes: Buffer.byteLength(content), sha256: sha256Hex(content) }, isStopped);

/** Permissions mean nothing to root. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('what has a name', () => {
  it.each([
    ['the same bytes', 'content', 'same'],
    ['other bytes, as many', 'c0ntent', 'other'],
    ['fewer bytes', 'conten', 'other'],
    ['more bytes', 'content.', 'other'],
    ['no bytes', '', 'other'],
  ])('is told from what was received: %s', async (_, standing, expected) => {
    await writeFile(inside('a'), standing);
    expect(await look('a', 'content')).toBe(expected);
  });

  it('may be nothing, or two files without bytes', async () => {
    expect(await look('a', 'content')).toBe('free');
    await writeFile(inside('a'), '');
    expect(await look('a', '')).toBe('same');
  });

  it.each([0, 1, 256 * 1024, 256 * 1024 + 1, 5_000_000])('is compared to the last of %i bytes', async (sizeBytes) => {
    const bytes = randomBytes(sizeBytes);
    await writeFile(inside('a'), bytes);
    expect(await look('a', bytes)).toBe('same');
    if (sizeBytes === 0) return;
    const other = Buffer.from(bytes);
    other[sizeBytes - 1] = (other[sizeBytes - 1] ?? 0) ^ 1;
    expect(await look('a', other)).toBe('other');
  });

  it('is another thing when it is a link, wherever that leads, or a folder', async () => {
    await writeFile(inside('target'), 'content');
    await mkdir(inside('folder'));
    await symlink('target', inside('to file'));
    await symlink('folder', inside('to folder'));
    await symlink('gone', inside('to nothing'));
    for (const name of ['to file', 'to folder', 'to nothing', 'folder']) {
      expect(await look(name, 'content')).toBe('other');
      expect(await look(name, '')).toBe('other');
    }
  });

  it.skipIf(process.platform === 'win32')('is another thing when it is a pipe or a socket, at once', async () => {
    execFileSync('mkfifo', [inside('pipe')]);
    const server = createServer().listen(inside('socket'));
    await once(server, 'listening');
    for (const name of ['pipe', 'socket']) expect(await look(name, '')).toBe('other');
    server.close();
  });

  it.skipIf(process.platform === 'win32')('is another thing when it may not be read', async () => {
    await writeFile(inside('a'), 'content', { mode: 0o200 });
    await chmod(directory, 0o755);
    expect(await asNobody(() => look('a', 'content'))).toBe('other');
  });

  const big = Buffer.alloc(2_000_000);

  it('is another thing when it grows while it is read', async () => {
    await writeFile(inside('a'), big);
    const grow = () => {
      appendFileSync(inside('a'), 'x');
      return false;
    };
    expect(await look('a', big, grow)).toBe('other');
  });

  it('is the same thing when it loses another name while it is read', async () => {
    await writeFile(inside('a'), big);
    await link(inside('a'), inside('staged'));
    const unlink = () => {
      rmSync(inside('staged'), { force: true });
      return false;
    };
    expect(await look('a', big, unlink)).toBe('same');
  });

  it('is another thing when its time changes while it is read', async () => {
    await writeFile(inside('a'), big);
    const touching: Promise<void>[] = [];
    expect(await look('a', big, () => touching.push(utimes(inside('a'), 1, 1)) < 0)).toBe('other');
    await Promise.all(touching);
  });

  it('is read no further when the transfer ends', async () => {
    await writeFile(inside('a'), big);
    let reads = 0;
    const standing = look('a', big, () => ++reads > 2);
    await expect(standing).rejects.toMatchObject({ code: 'TRANSFER_CANCELLED' });
    expect(reads).toBe(3);
  });
});

describe('a file that was looked at before', () => {
  const stampNow = async (name: string) => stampOf(await lstat(inside(name), { bigint: true }));
  const IN_AN_HOUR_MS = Date.now() + 3_600_000;

  // flushed, as it is new, and not flushed, as it has long been written
  it.each([Date.now(), IN_AN_HOUR_MS])('is known again (%i)', async (nowMs) => {
    await writeFile(inside('a'), 'content');
    const stamp = await stampNow('a');
    expect(await isStillThere(inside('a'), stamp, nowMs)).toBe(true);
    await changeLater(inside('a'), () => chmod(inside('a'), 0o600));
    expect(await isStillThere(inside('a'), stamp, nowMs)).toBe(false);
    expect(await isStillThere(inside('b'), stamp, nowMs)).toBe(false);
  });

  it('is another one when its time was set back', async () => {
    await writeFile(inside('a'), 'content');
    await utimes(inside('a'), 1, 1);
    const stamp = await stampNow('a');
    await changeLater(inside('a'), async () => {
      await writeFile(inside('a'), 'c0ntent');
      await utimes(inside('a'), 1, 1);
    });
    expect(await isStillThere(inside('a'), stamp, IN_AN_HOUR_MS)).toBe(false);
  });
});

describe('a file swapped for a link by another process, as fast as it can', () => {
  it('never lends its name to what lies outside', async () => {
    await writeFile(inside('a'), 'mine');
    await writeFile(inside('secret'), 'them');
    const script = path.join(import.meta.dirname, 'testing', 'swap-folder.mjs');
    const child = spawn(process.execPath, [script, inside('a'), inside('aside'), inside('secret')], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const seen = new Set<string>();
    for (let round = 0; round < 3_000; round++) seen.add(await look('a', 'them'));
    child.stdin.end();
    await once(child, 'close');
    expect([...seen].sort()).toEqual(['free', 'other']);
  });
});
