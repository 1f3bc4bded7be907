import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { explainRefusal } from './explain-refusal.ts';

describe('explainRefusal', () => {
  let home = '';
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'lanyard-lock-'))));
  afterEach(() => rmSync(home, { recursive: true }));
  const tryAgain = vi.fn(() => false);
  const explain = (changes: Partial<Parameters<typeof explainRefusal>[0]> = {}) =>
    explainRefusal({ userDataDir: home, tempDir: home, platform: 'linux', tryAgain, ...changes });
  const file = (): string => {
    writeFileSync(join(home, 'file'), '');
    return join(home, 'file');
  };

  it.skipIf(process.platform === 'win32')(
    'finds the Lanyard that runs, also when the disk takes nothing now',
    async () => {
      const socketPath = join(home, 'socket');
      const server = createServer().listen(socketPath);
      await once(server, 'listening');
      symlinkSync(socketPath, join(home, 'SingletonSocket'));
      expect(await explain({ tempDir: file() })).toBe('running');
      server.close();
      await once(server, 'close');
      // the link of one that was killed leads to nobody
      expect(await explain({ tempDir: join(home, 'file') })).toMatchObject({ kind: 'tempFolder' });
    },
  );

  it('tells which folder is of no use', async () => {
    expect(await explain({ userDataDir: file() })).toMatchObject({ kind: 'ownFolder', fault: { why: 'notFolder' } });
    expect(await explain({ tempDir: join(home, 'none') })).toMatchObject({ kind: 'tempFolder' });
  });

  it('has the lock when the other one has ended meanwhile', async () => {
    expect(await explain({ tryAgain: () => true })).toBe('gone');
  });

  it('tells of what stands in the place of the lock', async () => {
    expect(await explain()).toEqual({ kind: 'lock', path: join(home, 'SingletonLock') });
  });

  it('believes Windows when the folder can be written to', async () => {
    expect(await explain({ platform: 'win32' })).toBe('running');
    expect(await explain({ platform: 'win32', userDataDir: file() })).toMatchObject({ kind: 'ownFolder' });
  });
});
