import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PeerId } from '../shared/model/ids.ts';
import { appCommand } from './support/app-command.ts';
import { accept, hideWindow, isVisible, messages, noteMessages, startAgain, states } from './support/desktop.ts';
import { makeFile } from './support/files.ts';
import { expect, test } from './support/lanyard-test.ts';

test('files named to a running app wait for a peer', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  await noteMessages(alice);
  await hideWindow(alice);
  const pending = async () => (await alice.snapshot()).pendingSend;
  await writeFile(join(folder, '-my file 林.txt'), 'one');
  await writeFile(join(folder, 'two.txt'), 'two');
  await mkdir(join(folder, 'sub'));

  const first = await startAgain(
    alice,
    ['--', '-my file 林.txt', '../gone/missing', pathToFileURL(join(folder, 'two.txt')).href],
    folder,
  );
  const left = '1 of the things to send is not on this computer:\n• missing\n\nThe rest is taken.';
  expect(first).toMatchObject({ code: 1, said: expect.stringContaining(left) });
  await expect.poll(pending).toEqual({ id: 1, title: '-my file 林.txt', itemCount: 2 });
  expect(await isVisible(alice)).toBe(true);
  await expect.poll(() => messages(alice)).toEqual([left]);

  await (await alice.api()).evaluate((lanyard) => lanyard.forgetPending({ id: 1 }));
  expect((await startAgain(alice, [join(folder, 'sub'), join(folder, 'two.txt')])).code).toBe(0);
  await expect.poll(pending).toEqual({ id: 2, title: 'sub', itemCount: 2 });
  const second = await startAgain(alice, ['gone'], folder);
  expect(second).toMatchObject({ code: 1, said: expect.stringContaining('• gone') });
  await expect.poll(() => messages(alice)).toContain('1 of the things to send is not on this computer:\n• gone');
  expect(await pending()).toEqual({ id: 2, title: 'sub', itemCount: 2 });

  const { self } = await bob.snapshot();
  const send = async (id: number, peerId: PeerId) =>
    (await alice.api()).evaluate((lanyard, args) => lanyard.sendPending(args), { id, peerId });
  expect(await send(1, self.id)).toMatchObject({ ok: false });
  expect(await send(2, self.id)).toMatchObject({ ok: true });
  expect(await pending()).toBeNull();
  await accept(bob);
  await expect.poll(() => states(alice)).toEqual(['done']);
  expect((await readdir(bob.inboxDir)).sort()).toEqual(['sub', 'two.txt']);
});

test('a command line longer than Chromium passes on arrives whole, and harms nobody', async ({ launchApp, folder }) => {
  const lanyard = await launchApp();
  const names = Array.from({ length: 1_000 }, (_, n) => join(folder, `a rather long name of a picture ${n}.jpg`));
  for (const name of names) await writeFile(name, '');
  expect(names.join(' ').length).toBeGreaterThan(64 * 1024);
  await startAgain(lanyard, names);
  await expect.poll(async () => (await lanyard.snapshot()).pendingSend?.itemCount).toBe(1_000);
  expect(await readdir(join(lanyard.dataDir, 'hand-over'))).toEqual([]);
});

test('a name that is not text is called so, and no other file is taken for it', async ({ launchApp, folder }) => {
  test.skip(process.platform !== 'linux', 'other systems have no such names');
  const lanyard = await launchApp();
  await noteMessages(lanyard);
  await writeFile(join(folder, 'caf\u{fffd}.txt'), 'another file');
  await writeFile(Buffer.concat([Buffer.from(join(folder, 'caf')), Buffer.from([0xe9]), Buffer.from('.txt')]), 'this');
  // node would write U+FFFD into the command line: the shell writes the byte
  const { command, args, env } = await appCommand();
  const line = [command, ...args, `--user-data-dir=${lanyard.dataDir}`].map((word) => `'${word}'`).join(' ');
  const script = `${line} "$(printf 'caf\\351.txt')" "file://$PWD/caf%E9.txt"`;
  const child = spawn('sh', ['-c', script], { cwd: folder, env: { ...process.env, ...env }, stdio: 'ignore' });
  expect(await once(child, 'close')).toEqual([1, null]);
  await expect.poll(() => messages(lanyard)).toHaveLength(1);
  expect((await messages(lanyard))[0]).toContain('The names of 2 of the things to send are not valid text');
  expect((await lanyard.snapshot()).pendingSend).toBeNull();
});

test('a selection for each file of which the app is started once is one lot', async ({ launchApp, folder }) => {
  const lanyard = await launchApp();
  const files = await Promise.all([0, 1, 2, 3].map((n) => makeFile(join(folder, `photo ${n}.jpg`), 10)));
  const starts = await Promise.all(files.map((file) => startAgain(lanyard, [file])));
  expect(starts.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  await expect.poll(async () => (await lanyard.snapshot()).pendingSend).toMatchObject({ id: 1, itemCount: 4 });
});

test('files named at the first start wait, too', async ({ launchApp, folder }) => {
  const file = await makeFile(join(folder, 'a.bin'), 10);
  const lanyard = await launchApp({ args: [file, join(folder, 'none')] });
  await expect
    .poll(async () => (await lanyard.snapshot()).pendingSend)
    .toEqual({ id: 1, title: 'a.bin', itemCount: 1 });
});
