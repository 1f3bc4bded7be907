import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accept, closeWindow, isVisible, noteNotifications, startAgain, states, titles } from './support/desktop.ts';
import { dropOnPeer } from './support/drop.ts';
import { makeFile } from './support/files.ts';
import { ownEnv, type LaunchedApp } from './support/launch-app.ts';
import { expect, test } from './support/lanyard-test.ts';
import { SLOW_BYTES, slowDown } from './support/slow-transfer.ts';
import { startElectron } from './support/start-electron.ts';

const WITH_TRAY = { LANYARD_TRAY: 'on' };

test('closed to the tray it still receives, says so once, and a second start shows it', async ({
  launchPair,
  launchApp,
  folder,
}) => {
  const [alice, bob] = await launchPair({ env: WITH_TRAY });
  await noteNotifications(alice);
  const typed = 'half an address';
  await alice.page.getByTestId('add-by-address').first().click();
  await alice.page.getByTestId('add-address-input').fill(typed);
  await closeWindow(alice);
  expect(await isVisible(alice)).toBe(false);
  expect(await titles(alice)).toEqual(['Lanyard keeps running']);

  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'a.bin'), 100_000)]);
  await expect.poll(() => titles(alice)).toContain('Bob wants to send you 1 file');
  await accept(alice);
  await expect.poll(() => states(alice)).toEqual(['done']);
  expect(await readdir(alice.inboxDir)).toEqual(['a.bin']);

  await startAgain(alice, ['--hidden']);
  expect(await isVisible(alice)).toBe(false);
  await startAgain(alice, []);
  await expect.poll(() => isVisible(alice)).toBe(true);
  // nothing that was being typed is lost
  await expect(alice.page.getByTestId('add-address-input')).toHaveValue(typed);

  await noteNotifications(alice);
  await closeWindow(alice);
  expect(await isVisible(alice)).toBe(false);
  expect(await titles(alice)).toEqual([]);
  await alice.close();

  const again = await launchApp({ name: 'Alice', homeDir: alice.homeDir, env: WITH_TRAY });
  await noteNotifications(again);
  await closeWindow(again);
  expect(await isVisible(again)).toBe(false);
  expect(await titles(again)).toEqual([]);
});

test('without a tray closing the window quits', async ({ launchApp }) => {
  const lanyard = await launchApp();
  const exited = once(lanyard.app.process(), 'exit');
  // the app goes away under the call
  void closeWindow(lanyard).catch(() => undefined);
  expect(await exited).toEqual([0, null]);
});

/** Lets the test use the tray's menu: the app has to draw it once more. */
async function readMenu(launched: LaunchedApp): Promise<void> {
  await launched.app.evaluate(({ Menu }) => {
    const build = Menu.buildFromTemplate.bind(Menu);
    Menu.buildFromTemplate = (template) => {
      globalThis.noted = [template];
      return build(template);
    };
  });
}
const menuLabels = ({ app }: LaunchedApp) =>
  app.evaluate(() =>
    ((globalThis.noted[0] ?? []) as Electron.MenuItemConstructorOptions[])
      .filter(({ label }) => label !== undefined)
      .map(({ label, checked }) => (checked === true ? `✓ ${label ?? ''}` : label)),
  );
const clickMenu = ({ app }: LaunchedApp, label: string) =>
  app.evaluate((_electron, wanted) => {
    const items = globalThis.noted[0] as { label?: string; click?: () => void }[];
    items.find((item) => item.label === wanted)?.click?.();
  }, label);

test('the menu of the tray opens, sends, pauses receiving and quits', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair({ env: WITH_TRAY }, { name: 'Tom & Bob' });
  await readMenu(alice);
  await (await alice.api()).evaluate((lanyard) => lanyard.changeSettings({ isReceiving: false }));
  const send = 'Send files to Tom && Bob…';
  await expect.poll(() => menuLabels(alice)).toEqual(['Open Lanyard', send, '✓ Pause Receiving', 'Quit Lanyard']);
  await clickMenu(alice, 'Pause Receiving');
  await expect.poll(() => menuLabels(alice)).toContain('Pause Receiving');
  expect((await alice.snapshot()).settings.settings.isReceiving).toBe(true);

  await slowDown(alice);
  const file = await makeFile(join(folder, 'big.bin'), SLOW_BYTES);
  await alice.app.evaluate(({ BrowserWindow, dialog }, path) => {
    BrowserWindow.getAllWindows()[0]?.hide();
    // a dialog of a hidden window would not be seen
    dialog.showOpenDialog = (...args: unknown[]) =>
      Promise.resolve({ canceled: args.length !== 1, filePaths: args.length === 1 ? [path] : [] });
  }, file);
  await clickMenu(alice, send);
  await accept(bob);
  await expect.poll(() => states(alice)).toEqual(['active']);

  await clickMenu(alice, 'Open Lanyard');
  await expect.poll(() => isVisible(alice)).toBe(true);

  const answerQuit = (response: number) =>
    alice.app.evaluate(({ dialog }, answer) => {
      const template = globalThis.noted[0] as { id?: string; click?: () => void }[];
      const asked: string[] = [];
      dialog.showMessageBox = (...args: unknown[]) => {
        asked.push((args.at(-1) as Electron.MessageBoxOptions).message);
        return Promise.resolve({ response: answer, checkboxChecked: false });
      };
      template.find(({ id }) => id === 'quit')?.click?.();
      return asked;
    }, response);
  expect(await answerQuit(1)).toEqual(['1 transfer is running.']);
  expect(await states(alice)).toEqual(['active']);
  const exited = once(alice.app.process(), 'exit');
  void answerQuit(0).catch(() => undefined);
  expect(await exited).toEqual([0, null]);
});

test('the tray goes with its setting, and comes back', async ({ launchApp }) => {
  const lanyard = await launchApp({ env: WITH_TRAY });
  await noteNotifications(lanyard);
  expect((await lanyard.snapshot()).settings.abilities.tray).toBe(true);
  await closeWindow(lanyard);
  expect(await isVisible(lanyard)).toBe(false);
  const api = await lanyard.api();
  // no icon, no window: nobody could come back
  await api.evaluate((api) => api.changeSettings({ usesTray: false }));
  await expect.poll(() => isVisible(lanyard)).toBe(true);
  await api.evaluate((api) => api.changeSettings({ usesTray: true }));
  await closeWindow(lanyard);
  expect(await isVisible(lanyard)).toBe(false);
});

test('started at login it stays without a window, until somebody wants it', async ({ launchApp }) => {
  const lanyard = await launchApp();
  await lanyard.close();
  const app = await startElectron([`--user-data-dir=${lanyard.dataDir}`, '--hidden'], {
    ...ownEnv('Test', lanyard.inboxDir),
    ...WITH_TRAY,
  });
  try {
    const log = () => readFile(join(lanyard.dataDir, 'logs/main.log'), 'utf8');
    await expect.poll(log).toContain('no window until it is asked for');
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0);
    const opened = app.waitForEvent('window');
    await startAgain(lanyard, []);
    await (await opened).getByTestId('add-by-address').first().waitFor();
  } finally {
    await app.close();
  }
});
