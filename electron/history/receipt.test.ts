import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileRow } from '../../shared/model/transfer.ts';
import type { HistoryStore } from './history-api.ts';
import { saveReceipt } from './receipt.ts';
import { hashLine } from './receipt-lines.ts';
import { openHistoryStore } from './store.ts';
import { idOf, NOWHERE, pastFile, pastTransfer } from './testing/sample.ts';

const run = promisify(execFile);
const hasSha256sum = process.platform === 'linux';
const ODD_NAMES = [
  ' leading and trailing ',
  'line\nbreak',
  'return\rcarriage',
  'back\\slash',
  '\\n',
  '-',
  '--check',
  '# not a remark',
  '*star',
  '家 👩‍👩‍👧‍👦.png',
  `${'é'.repeat(127)}x`,
  'x'.repeat(255),
];

let folder = '';
let store: HistoryStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanyard-receipt-'));
  store = openHistoryStore({ file: join(folder, 'history.db'), running: [] }, () => undefined);
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function record(rows: readonly FileRow[], changes: Parameters<typeof pastTransfer>[1] = {}): void {
  store.begin(pastTransfer(1, { state: 'active' }), NOWHERE);
  for (let at = 0; at < rows.length; at += 1_000) store.addFiles(idOf(1), rows.slice(at, at + 1_000));
  store.end(pastTransfer(1, changes), NOWHERE);
}

/** Makes the file in the folder `things` and gives its row. */
function made(index: number, path: string, changes: Partial<FileRow> = {}): FileRow {
  const content = `content of ${index}`;
  const file = join(folder, 'things', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return pastFile(index, { path, sha256, sizeBytes: content.length, ...changes });
}

/** Saves it, and has the real sha256sum compare it with the folder `things`. */
async function saveAndCompare(): Promise<string> {
  const file = join(folder, 'proof.sha256');
  await saveReceipt(store, idOf(1), file);
  const options = { cwd: join(folder, 'things'), env: { LC_ALL: 'C' } };
  return (await run('sha256sum', ['--check', '--strict', file], options)).stdout;
}

const remarksIn = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('# {'))
    .map((line) => JSON.parse(line.slice(2)) as unknown);

describe('hashLine()', () => {
  it.runIf(hasSha256sum).each(ODD_NAMES)('is what sha256sum writes: %j', async (path) => {
    const row = made(0, path);
    const { stdout } = await run('sha256sum', ['--', path === '-' ? './-' : path], { cwd: join(folder, 'things') });
    expect(hashLine(row)).toBe(stdout);
  });

  it('is null for what did not arrive, folders, and files without a known hash', () => {
    expect(hashLine(pastFile(0, { status: 'failed' }))).toBeNull();
    expect(hashLine(pastFile(0, { status: 'skipped' }))).toBeNull();
    expect(hashLine(pastFile(0, { kind: 'directory' }))).toBeNull();
    expect(hashLine(pastFile(0, { sha256: null }))).toBeNull();
  });
});

describe('saveReceipt()', () => {
  it.runIf(hasSha256sum)('writes what sha256sum accepts, whatever the names are', async () => {
    record(ODD_NAMES.map((name, index) => made(index, name)));
    expect((await saveAndCompare()).match(/: OK\n/g)).toHaveLength(ODD_NAMES.length);
  });

  it.runIf(hasSha256sum)('names files as they stand, and only those that arrived', async () => {
    record([
      pastFile(0, { path: 'Photos', kind: 'directory', sha256: null }),
      pastFile(1, { ...made(1, 'Photos (1)/a.jpg'), path: 'Photos/a.jpg', savedAs: 'Photos (1)/a.jpg' }),
      pastFile(2, {
        path: 'Photos/b.jpg',
        status: 'failed',
        sha256: null,
        error: { code: 'STORAGE_FULL', at: 'here' },
      }),
      pastFile(3, { path: 'Photos/c.jpg', status: 'skipped', sha256: null, remarks: ['replaced'] }),
    ]);
    expect(await saveAndCompare()).toBe('Photos (1)/a.jpg: OK\n');
    const [head, ...files] = remarksIn(join(folder, 'proof.sha256'));
    expect(head).toMatchObject({ peerId: 'a'.repeat(64), startedAt: '2023-11-14T22:13:30.000Z', listedFiles: 1 });
    expect(files).toMatchObject([
      { path: 'Photos', kind: 'directory' },
      { path: 'Photos/a.jpg', savedAs: 'Photos (1)/a.jpg', status: 'done' },
      { path: 'Photos/b.jpg', status: 'failed', error: 'STORAGE_FULL' },
      { path: 'Photos/c.jpg', status: 'skipped', remarks: ['replaced'] },
    ]);
  });

  it.runIf(hasSha256sum)('lets no name of a peer write a line of its own', async () => {
    const forged = `Eve\n${'0'.repeat(64)}  /etc/passwd\r\n`;
    record([made(0, 'a.txt')], { peerName: forged, title: forged });
    expect(await saveAndCompare()).toBe('a.txt: OK\n');
    expect(remarksIn(join(folder, 'proof.sha256'))[0]).toMatchObject({ peerName: forged, title: forged });
  });

  it('writes 100,000 files', async () => {
    record(Array.from({ length: 100_000 }, (_, index) => pastFile(index)));
    const file = join(folder, 'proof.sha256');
    await saveReceipt(store, idOf(1), file);
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines.filter((line) => /^[0-9a-f]{64} {2}Photos\/IMG_\d+\.jpg$/.test(line))).toHaveLength(100_000);
    expect(lines).toHaveLength(200_003);
  }, 60_000);

  it('has remarks only when nothing arrived', async () => {
    record([], { state: 'failed' });
    await saveReceipt(store, idOf(1), join(folder, 'proof.sha256'));
    expect(readFileSync(join(folder, 'proof.sha256'), 'utf8')).toMatch(/^# Lanyard receipt 1\n# \{.*\}\n$/);
  });

  it('replaces what stands there at the end only, and leaves nothing half', async () => {
    record([pastFile(0)]);
    const file = join(folder, 'proof.sha256');
    writeFileSync(file, 'older');
    const failing = {
      ...store,
      list: () => {
        throw new Error('the disk is gone');
      },
    };
    await expect(saveReceipt(failing, idOf(1), file)).rejects.toThrow('the disk is gone');
    await expect(saveReceipt(store, idOf(2), file)).rejects.toThrow('not in the history');
    expect(readFileSync(file, 'utf8')).toBe('older');
    await saveReceipt(store, idOf(1), file);
    expect(readFileSync(file, 'utf8')).toContain('IMG_0');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('says in a code why a folder does not take it', async () => {
    record([pastFile(0)]);
    const nowhere = join(folder, 'gone', 'proof.sha256');
    await expect(saveReceipt(store, idOf(1), nowhere)).rejects.toMatchObject({ code: 'STORAGE_MISSING' });
  });
});
