import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { accept, hideWindow, isVisible, noteNotifications, states, titles } from './support/desktop.ts';
import { dropOnPeer } from './support/drop.ts';
import { makeFile } from './support/files.ts';
import { type LaunchedApp } from './support/launch-app.ts';
import { expect, test } from './support/lanyard-test.ts';

test('notifications tell what cannot be seen, and only to those who want them', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  const look = ({ app }: LaunchedApp, isFocused: boolean) =>
    app.evaluate(({ BrowserWindow }, focused) => {
      const [window] = BrowserWindow.getAllWindows();
      // no window manager here gives the focus away
      if (window) window.isFocused = () => focused;
    }, isFocused);
  await noteNotifications(alice);
  await noteNotifications(bob);
  const send = async (name: string): Promise<void> => {
    const before = (await states(bob)).length;
    await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, name), 1_000)]);
    await accept(alice);
    await expect.poll(() => states(bob)).toEqual(Array.from({ length: before + 1 }, () => 'done'));
    await expect.poll(() => states(alice)).toEqual(Array.from({ length: before + 1 }, () => 'done'));
  };

  await look(alice, true);
  await look(bob, true);
  await send('a.bin');
  expect(await titles(alice)).toEqual([]);
  expect(await titles(bob)).toEqual([]);

  // the settings are in front of the transfers, but not of an offer
  await (await alice.api()).evaluate((lanyard) => lanyard.tellView({ isHome: false }));
  await look(bob, false);
  await send('b.bin');
  expect(await titles(alice)).toEqual(['Received 1 file from Bob']);
  expect(await titles(bob)).toEqual(['Sent 1 file to Alice']);

  await look(alice, false);
  await (await alice.api()).evaluate((lanyard) => lanyard.changeSettings({ notifies: false }));
  await send('c.bin');
  expect(await titles(alice)).toEqual(['Received 1 file from Bob']);
  expect(await titles(bob)).toHaveLength(2);
});

test('an offer is answered from its notification', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  await noteNotifications(alice);
  await hideWindow(alice);
  const press = (index: number) =>
    alice.app.evaluate((_electron, action) => {
      const offers = (globalThis.noted as Electron.Notification[]).filter(({ title }) => title.includes('wants to'));
      offers.at(-1)?.emit('action', { actionIndex: action }, action);
    }, index);

  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'a.bin'), 1_000)]);
  await expect.poll(() => titles(alice)).toHaveLength(1);
  await press(0);
  await expect.poll(() => states(alice)).toEqual(['done']);
  expect(await readdir(alice.inboxDir)).toEqual(['a.bin']);
  expect(await isVisible(alice)).toBe(false);

  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'b.bin'), 1_000)]);
  await expect.poll(() => titles(alice)).toHaveLength(3);
  await press(1);
  await expect.poll(() => states(bob)).toContain('declined');
  expect(await readdir(alice.inboxDir)).toEqual(['a.bin']);
  expect(await isVisible(alice)).toBe(false);

  // with something in the way it has to be looked at
  await rm(alice.inboxDir, { recursive: true });
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'c.bin'), 1_000)]);
  await expect.poll(() => titles(alice)).toHaveLength(4);
  await press(0);
  await expect.poll(() => isVisible(alice)).toBe(true);
  expect((await alice.snapshot()).offers).toHaveLength(1);
});
