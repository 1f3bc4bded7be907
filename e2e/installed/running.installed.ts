import { once } from 'node:events';
import { chmod, chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { dropFiles } from '../support/drop.ts';
import { makeFile, sha256Of } from '../support/files.ts';
import { acceptOffer, expectState, rowOf } from '../support/transfer-view.ts';
import { PROGRAM, startAgain, startInstalled, type InstalledApp } from './installed-app.ts';
import { listBelow, listSystemFiles, MACHINE, run } from './test-machine.ts';

const MIB = 1024 * 1024;

let first: InstalledApp;
let second: InstalledApp;

/** A file of the ordinary user. */
async function makeUserFile(name: string, sizeBytes: number): Promise<string> {
  const path = await makeFile(join(MACHINE.home, name), sizeBytes);
  await chown(path, MACHINE.uid, MACHINE.gid);
  return path;
}

test.describe('two installed Lanyards, run by an ordinary user,', () => {
  test.beforeAll(async () => {
    first = await startInstalled('first');
    second = await startInstalled('second');
  });
  test.afterAll(async () => {
    await Promise.all([first.close(), second.close()]);
  });

  test('keep Chromium in its sandbox', async () => {
    const processes = await first.processes();
    expect(processes.map(({ type }) => type)).toEqual(expect.arrayContaining(['main', 'zygote', 'renderer']));
    for (const { type, commandLine, status } of processes) {
      expect(commandLine, type).not.toContain('--no-sandbox');
      expect(status, type).toMatch(new RegExp(`^Uid:\\s+${MACHINE.uid}\\s`, 'm'));
    }
    for (const { status } of processes.filter(({ type }) => type === 'renderer')) {
      expect(status).toMatch(/^Seccomp:\s+2$/m);
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    }
  });

  test('send a file from one to the other', async () => {
    const source = await makeUserFile('季度报告 final.bin', 20 * MIB + 7);
    const { self } = await second.snapshot();
    await first.page.getByTestId('add-by-address').click();
    await first.page.getByTestId('add-address-input').fill(`127.0.0.1:${self.port}`);
    await first.page.getByTestId('add-address-submit').click();
    const tile = first.page.locator(`[data-testid="peer-tile"][data-peer-id="${self.id}"]`);
    await expect(tile).toHaveAttribute('data-status', 'online');
    await dropFiles(first.page, tile, [source]);

    const transferId = await acceptOffer(second.page);
    await expectState(rowOf(first.page, transferId), 'done');
    await expectState(rowOf(second.page, transferId), 'done');
    const received = join(second.home, 'Downloads/季度报告 final.bin');
    expect(await sha256Of(received)).toBe(await sha256Of(source));
    expect((await stat(received)).uid).toBe(MACHINE.uid);
  });

  test('take a file from the command line, as file managers give it', async () => {
    const file = await makeUserFile('from the menu.txt', 12);
    const { self } = await second.snapshot();
    expect(await startAgain(first.home, [file])).toBe(0);
    await expect(first.page.getByRole('dialog')).toContainText('from the menu.txt');
    await first.page.getByTestId('pending-send').locator(`[data-peer-id="${self.id}"]`).click();
    const transferId = await acceptOffer(second.page);
    await expectState(rowOf(second.page, transferId), 'done');
    expect(await readFile(join(second.home, 'Downloads/from the menu.txt'))).toEqual(await readFile(file));
  });
});

test('an installed Lanyard does not heed what would weaken it', async () => {
  const marker = join(MACHINE.home, 'marker');
  const script = join(MACHINE.home, 'evil.cjs');
  await writeFile(script, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'ran')`);
  await chmod(script, 0o644);
  const inbox = join(MACHINE.home, 'elsewhere');
  await mkdir(inbox);
  await chown(inbox, MACHINE.uid, MACHINE.gid);
  let connectionCount = 0;
  const listener = createServer(() => connectionCount++).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;

  const app = await startInstalled('third', {
    LANYARD_INBOX: inbox,
    LANYARD_NAME: 'Somebody else',
    LANYARD_PEERS: `127.0.0.1:${port}`,
    LANYARD_BENCH: '1',
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: `--require=${script}`,
  });
  try {
    const { self, peers, settings } = await app.snapshot();
    expect(self.name).not.toBe('Somebody else');
    expect(peers).toEqual([]);
    expect(JSON.stringify(settings)).not.toContain('elsewhere');
    await expect(stat(marker)).rejects.toThrow('ENOENT');
    expect(connectionCount).toBe(0);
    const log = await readFile(join(app.home, '.config/Lanyard/logs/main.log'), 'utf8');
    expect(log).toContain('LANYARD_PEERS');
  } finally {
    await app.close();
    listener.close();
  }
});

test('removing the package leaves nothing but the user\u2019s own data', async () => {
  const homes = ['first', 'second'].map((name) => join(MACHINE.home, name));
  const before = await Promise.all(homes.map(listBelow));
  await run('apt-get', ['purge', '-y', '-qq', 'lanyard'], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });

  const known = new Set((await readFile(MACHINE.filesBefore, 'utf8')).split('\n'));
  expect((await listSystemFiles()).filter((path) => !known.has(path))).toEqual([]);
  await expect(stat(PROGRAM)).rejects.toThrow('ENOENT');
  expect(await Promise.all(homes.map(listBelow))).toEqual(before);
  expect(before[1]?.some((path) => path.endsWith('Downloads/季度报告 final.bin'))).toBe(true);
});
