import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PeerId } from '../shared/model/ids.ts';
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

  await startAgain(
    alice,
    ['--', '-my file 林.txt', '../gone/missing', pathToFileURL(join(folder, 'two.txt')).href],
    folder,
  );
  await expect.poll(pending).toEqual({ id: 1, title: '-my file 林.txt', itemCount: 2 });
  expect(await isVisible(alice)).toBe(true);
  await expect.poll(() => messages(alice)).toEqual(['1 of the things to send is not on this computer.']);

  await startAgain(alice, [join(folder, 'sub'), join(folder, 'two.txt')]);
  await expect.poll(pending).toEqual({ id: 2, title: 'sub', itemCount: 2 });
  await startAgain(alice, ['gone'], folder);
  await expect.poll(() => messages(alice)).toContain('What you chose to send is not on this computer.');
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

test('files named at the first start wait, too', async ({ launchApp, folder }) => {
  const file = await makeFile(join(folder, 'a.bin'), 10);
  const lanyard = await launchApp({ args: [file, join(folder, 'none')] });
  await expect
    .poll(async () => (await lanyard.snapshot()).pendingSend)
    .toEqual({ id: 1, title: 'a.bin', itemCount: 1 });
});
