import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { offerOf } from './support/desktop.ts';
import { dropOnPeer } from './support/drop.ts';
import { makeFile } from './support/files.ts';
import { expectOnline } from './support/launch-app.ts';
import { expect, test } from './support/lanyard-test.ts';

test('diagnostics go to the clipboard without a name', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair({ name: 'Ann Secret' });
  await dropOnPeer(bob.page, 'Ann Secret', [await makeFile(join(folder, 'secret.bin'), 1_000)]);
  await offerOf(alice);
  // the row of the offer comes a moment later
  await expect.poll(async () => (await alice.snapshot()).transfers.length).toBe(1);
  const { self, peers } = await alice.snapshot();
  expect(await (await alice.api()).evaluate((lanyard) => lanyard.copyDiagnostics())).toEqual({ ok: true, value: null });
  const text = await alice.app.evaluate(({ clipboard }) => clipboard.readText());
  for (const part of [
    `port: ${self.port}`,
    'peers: 1 online',
    'offers: 1',
    'receive offered',
    'electron: ',
    'lo: IPv4',
  ]) {
    expect(text).toContain(part);
  }
  for (const secret of ['Ann', 'Bob', 'secret', self.id, ...peers.map(({ id }) => id), alice.homeDir]) {
    expect(text).not.toContain(secret);
  }
});

test('the log is readable by this user only, and its folder is shown', async ({ launchApp }) => {
  const lanyard = await launchApp();
  const shown = lanyard.app.evaluate(
    ({ shell }) =>
      new Promise((resolve) => {
        shell.openPath = (path) => {
          resolve(path);
          return Promise.resolve('');
        };
      }),
  );
  await (await lanyard.api()).evaluate((api) => api.openLogFolder());
  expect(await shown).toBe(join(lanyard.dataDir, 'logs'));
  expect((await stat(join(lanyard.dataDir, 'logs/main.log'))).mode & 0o777).toBe(0o600);
});

test('an engine that dies is said, comes back, and finds its peers', async ({ launchPair }) => {
  const [alice, bob] = await launchPair();
  // whichever thread is spoken to next is the engine's: an address is nobody else's business
  await alice.app.evaluate(() => {
    const threads: { postMessage: (this: Worker, ...args: Parameters<Worker['postMessage']>) => void } =
      process.getBuiltinModule('node:worker_threads').Worker.prototype;
    const { postMessage } = threads;
    threads.postMessage = function post(...args) {
      threads.postMessage = postMessage;
      void this.terminate();
      postMessage.apply(this, args);
    };
  });
  const lost = await (await alice.api()).evaluate((lanyard) => lanyard.addPeer({ address: '127.0.0.1:1' }));
  expect(lost).toMatchObject({ ok: false, error: { code: 'ENGINE_STOPPED' } });
  await expect(alice.page.getByText('Lanyard’s connection part stopped').first()).toBeVisible();
  await expectOnline(bob, 'Alice');
  await expectOnline(alice, 'Bob');
  expect((await alice.snapshot()).engineError).toBeNull();
  await expect(alice.page.getByText('Lanyard’s connection part stopped')).toHaveCount(0);
  const log = await readFile(join(alice.dataDir, 'logs/main.log'), 'utf8');
  expect(log).toMatch(/the engine has ended and will be started again/);
});
