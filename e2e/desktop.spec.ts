import { once } from 'node:events';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './support/app-test.ts';
import { accept, hideWindow, noteNotifications, offerOf } from './support/desktop.ts';
import type { LaunchedApp } from './support/launch-app.ts';
import { SLOW_BYTES, slowDown } from './support/slow-transfer.ts';

const MiB = 1024 * 1024;

/** Lets `from` pick a new file of `sizeBytes` in its dialog and send it to the one peer it has. */
async function sendFile(from: LaunchedApp, sizeBytes: number): Promise<void> {
  const path = join(from.homeDir, 'film.bin');
  await writeFile(path, '');
  await truncate(path, sizeBytes);
  await from.app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, path);
  const { peers } = await from.snapshot();
  const reply = await (
    await from.api()
  ).evaluate((lanyard, peerId) => lanyard.chooseAndSend({ peerId, kind: 'files' }), peers[0]!.id);
  expect(reply.ok).toBe(true);
}

const stateOf = async (app: LaunchedApp) => (await app.snapshot()).transfers[0]?.state;

test('an offer calls a user who looks elsewhere, and a click leads to it', async ({ launchPair }) => {
  const [alice, bob] = await launchPair();
  await noteNotifications(bob);
  await hideWindow(bob);
  const focused = (await bob.api()).evaluate((lanyard) => new Promise((resolve) => lanyard.onTransferFocused(resolve)));
  await sendFile(alice, 3 * MiB);
  const transferId = await offerOf(bob);
  const shown = await bob.app.evaluate(({ BrowserWindow }) => {
    const [notification] = globalThis.noted as Electron.Notification[];
    notification?.emit('click');
    const isVisible = BrowserWindow.getAllWindows()[0]?.isVisible();
    return { title: notification?.title, body: notification?.body, isVisible };
  });
  expect(shown).toEqual({
    title: 'Alice wants to send you 1 file',
    body: '3.1 MB · not verified yet',
    isVisible: true,
  });
  expect(await focused).toBe(transferId);
});

test('title and taskbar say how far the transfers are, and the computer stays awake', async ({ launchPair }) => {
  const [alice, bob] = await launchPair();
  await bob.app.evaluate(({ BrowserWindow, powerSaveBlocker }) => {
    globalThis.noted = [];
    const window = BrowserWindow.getAllWindows()[0]!;
    const setProgressBar = window.setProgressBar.bind(window);
    window.setProgressBar = (fraction, options) => {
      globalThis.noted.push({ fraction, title: window.getTitle(), isAwake: powerSaveBlocker.isStarted(0) });
      setProgressBar(fraction, options);
    };
  });
  await sendFile(alice, 256 * MiB);
  await accept(bob);
  await expect.poll(() => stateOf(bob)).toBe('done');
  await expect
    .poll(() => bob.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle()))
    .toBe('Lanyard');

  const steps = (await bob.app.evaluate(() => globalThis.noted)) as {
    fraction: number;
    title: string;
    isAwake: boolean;
  }[];
  const moving = steps.filter(({ fraction }) => fraction >= 0);
  expect(moving.length).toBeGreaterThan(0);
  for (const { fraction, title, isAwake } of moving) {
    expect({ title, isAwake }).toEqual({ title: `${Math.floor(fraction * 100)}% · Lanyard`, isAwake: true });
  }
  expect(moving.map(({ fraction }) => fraction)).toEqual(moving.map(({ fraction }) => fraction).sort((a, b) => a - b));
  expect(steps.at(-1)).toEqual({ fraction: -1, title: 'Lanyard', isAwake: false });
});

test('closing the window asks while a transfer runs, and quits when told so', async ({ launchPair }) => {
  const [alice, bob] = await launchPair();
  await slowDown(alice);
  await sendFile(alice, SLOW_BYTES);
  await accept(bob);
  await expect.poll(() => stateOf(bob)).toBe('active');

  const closeAndAnswer = (response: number) =>
    bob.app.evaluate(({ BrowserWindow, dialog }, answer) => {
      globalThis.noted = [];
      dialog.showMessageBox = (...args: unknown[]) => {
        globalThis.noted.push((args[1] as Electron.MessageBoxOptions).message);
        return Promise.resolve({ response: answer, checkboxChecked: false });
      };
      BrowserWindow.getAllWindows()[0]?.close();
      return globalThis.noted;
    }, response);

  expect(await closeAndAnswer(1)).toEqual(['1 transfer is running.']);
  expect(await stateOf(bob)).toBe('active');

  const exited = once(bob.app.process(), 'exit');
  // the app goes away under the call
  void closeAndAnswer(0).catch(() => undefined);
  expect(await exited).toEqual([0, null]);
  // it goes on when Bob is started again
  await expect.poll(() => stateOf(alice)).toBe('waiting');
});
