import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PeerId, TransferId } from '../shared/model/ids.ts';
import { _electron } from '@playwright/test';
import { appCommand, ROOT } from './support/app-command.ts';
import { expectOnline, type LaunchedApp } from './support/launch-app.ts';
import { dropOnPeer } from './support/drop.ts';
import { makeFile } from './support/files.ts';
import { expect, test } from './support/lanyard-test.ts';

declare global {
  /** What a test has noted down inside the app's main process. */
  var noted: unknown[];
}

const WITH_TRAY = { LANYARD_TRAY: 'on' };
/** Milliseconds; a second start takes less than one second of them. */
const SECOND_START_MS = 30_000;

/** Starts the same app again as a file manager would, and waits until that process has ended. */
async function startAgain(launched: LaunchedApp, args: readonly string[], cwd: string = ROOT): Promise<void> {
  const { command, args: appArgs, env } = await appCommand();
  const all = [...appArgs, `--user-data-dir=${launched.dataDir}`, ...args];
  const child = spawn(command, all, {
    cwd,
    env: { ...process.env, ...env },
    stdio: 'ignore',
    timeout: SECOND_START_MS,
  });
  expect(await once(child, 'exit')).toEqual([0, null]);
}

const isVisible = ({ app }: LaunchedApp) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));
const closeWindow = ({ app }: LaunchedApp) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

/** Notes down every notification instead of showing it: there is no desktop here that could. */
function noteNotifications({ app }: LaunchedApp): Promise<void> {
  return app.evaluate(({ Notification }) => {
    globalThis.noted = [];
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      globalThis.noted.push(this);
    };
  });
}
const titles = ({ app }: LaunchedApp) =>
  app.evaluate(() => (globalThis.noted as Electron.Notification[]).map(({ title }) => title));

/** Notes down the messages of boxes, and answers them with their first button. */
function noteMessages({ app }: LaunchedApp): Promise<void> {
  return app.evaluate(({ dialog }) => {
    globalThis.noted = [];
    dialog.showMessageBox = (...args: unknown[]) => {
      globalThis.noted.push((args.at(-1) as Electron.MessageBoxOptions).message);
      return Promise.resolve({ response: 1, checkboxChecked: false });
    };
  });
}
const messages = ({ app }: LaunchedApp) => app.evaluate(() => globalThis.noted as string[]);

async function offerOf(app: LaunchedApp): Promise<TransferId> {
  await expect.poll(async () => (await app.snapshot()).offers.length).toBe(1);
  return (await app.snapshot()).offers[0]!.transferId;
}
async function accept(app: LaunchedApp): Promise<void> {
  const transferId = await offerOf(app);
  await (await app.api()).evaluate((lanyard, id) => lanyard.acceptOffer({ transferId: id, skip: [] }), transferId);
}
const states = async (app: LaunchedApp) => (await app.snapshot()).transfers.map(({ state }) => state);

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

  const file = await makeFile(join(folder, 'big.bin'), 700_000_000);
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

test('files named to a running app wait for a peer', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  await noteMessages(alice);
  await alice.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
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
  await expect.poll(async () => (await lanyard.snapshot()).pendingSend?.itemCount, { timeout: 30_000 }).toBe(1_000);
  expect(await readdir(join(lanyard.dataDir, 'hand-over'))).toEqual([]);
});

test('files named at the first start wait, too', async ({ launchApp, folder }) => {
  const file = await makeFile(join(folder, 'a.bin'), 10);
  const lanyard = await launchApp({ args: [file, join(folder, 'none')] });
  await expect
    .poll(async () => (await lanyard.snapshot()).pendingSend)
    .toEqual({ id: 1, title: 'a.bin', itemCount: 1 });
});

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
  await alice.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
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

test('diagnostics go to the clipboard without a name', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair({ name: 'Ann Secret' });
  await dropOnPeer(bob.page, 'Ann Secret', [await makeFile(join(folder, 'secret.bin'), 1_000)]);
  await offerOf(alice);
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
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function post(this: InstanceType<typeof Worker>, ...args) {
      Worker.prototype.postMessage = postMessage;
      void this.terminate();
      postMessage.apply(this, args);
    };
  });
  const lost = await (await alice.api()).evaluate((lanyard) => lanyard.addPeer('127.0.0.1:1'));
  expect(lost).toMatchObject({ ok: false, error: { code: 'ENGINE_STOPPED' } });
  await expect(alice.page.getByText('Lanyard’s connection part stopped').first()).toBeVisible();
  await expectOnline(bob, 'Alice');
  await expectOnline(alice, 'Bob');
  expect((await alice.snapshot()).engineError).toBeNull();
  await expect(alice.page.getByText('Lanyard’s connection part stopped')).toHaveCount(0);
  const log = await readFile(join(alice.dataDir, 'logs/main.log'), 'utf8');
  expect(log).toMatch(/the engine has ended and will be started again/);
});

test('started at login it stays without a window, until somebody wants it', async ({ launchApp }) => {
  const lanyard = await launchApp();
  await lanyard.close();
  const { command, args, env } = await appCommand();
  const own = {
    LANYARD_LISTEN: '127.0.0.1',
    LANYARD_PORT: '0',
    LANYARD_DISCOVERY: 'off',
    LANYARD_INBOX: lanyard.inboxDir,
  };
  const app = await _electron.launch({
    executablePath: command,
    args: [...args, `--user-data-dir=${lanyard.dataDir}`, '--hidden'],
    cwd: ROOT,
    env: { ...(process.env as Record<string, string>), ...env, ...own, ...WITH_TRAY },
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
