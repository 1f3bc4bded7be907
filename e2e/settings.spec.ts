import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SettingsPatch, SettingsView } from '../shared/model/settings.ts';
import { dropOnPeer, tileOf } from './support/drop.ts';
import { makeFile, sha256Of } from './support/files.ts';
import { expect, test } from './support/lanyard-test.ts';
import { expectOnline, type LaunchedApp } from './support/launch-app.ts';
import { acceptOffer, expectState, rows } from './support/transfer-view.ts';

const MiB = 1024 * 1024;
const OK = { ok: true, value: null };

/** Changes settings as the settings screen does. */
async function change(app: LaunchedApp, patch: SettingsPatch): Promise<void> {
  const reply = await (await app.api()).evaluate((lanyard, changed) => lanyard.changeSettings(changed), patch);
  expect(reply).toEqual(OK);
}

const settingsOf = async (app: LaunchedApp): Promise<SettingsView> => (await app.snapshot()).settings;

/** The next dialog of `app` answers with `folder`. */
async function answerDialog(app: LaunchedApp, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await app.app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, folder);
}

/** Sends a new file and waits until it is in `folder`. */
async function sendInto(from: LaunchedApp, to: LaunchedApp, path: string, folder: string): Promise<void> {
  await makeFile(path, 100_000);
  await dropOnPeer(from.page, to.name, [path]);
  await acceptOffer(to.page);
  await expectState(rows(from.page, 'send').first(), 'done');
  const name = path.slice(path.lastIndexOf('/') + 1);
  expect(await sha256Of(join(folder, name))).toBe(await sha256Of(path));
}

test.describe('settings', () => {
  test('a new name is what others see, at once and after a restart', async ({ launchApp, launchPair }) => {
    const [alice, bob] = await launchPair();
    const told = (await alice.api()).evaluate(
      (lanyard) => new Promise<SettingsView>((resolve) => lanyard.onSettingsChanged(resolve)),
    );
    await change(alice, { deviceName: ' Studio 林 ' });
    expect(await told).toMatchObject({ settings: { deviceName: 'Studio 林' }, defaults: { deviceName: 'Alice' } });
    await expectOnline(bob, 'Studio 林');
    await alice.close();
    const again = await launchApp({ homeDir: alice.homeDir, name: 'Alice' });
    expect((await again.snapshot()).self.name).toBe('Studio 林');
  });

  test('files arrive in the chosen folder, and in the one for their sender', async ({ launchPair, folder }) => {
    const [alice, bob] = await launchPair();
    const { id } = (await alice.snapshot()).self;
    const [inbox, films] = [join(folder, 'inbox'), join(folder, 'films')];

    await answerDialog(bob, inbox);
    expect(await (await bob.api()).evaluate((lanyard) => lanyard.chooseInbox())).toEqual(OK);
    expect((await settingsOf(bob)).settings.inboxDir).toBe(inbox);
    await sendInto(alice, bob, join(folder, 'one.bin'), inbox);

    await answerDialog(bob, films);
    const choose = (await bob.api()).evaluate((lanyard, peerId) => lanyard.choosePeerFolder({ peerId }), id);
    expect(await choose).toEqual(OK);
    await sendInto(alice, bob, join(folder, 'two.bin'), films);

    const reset = (await bob.api()).evaluate(async (lanyard, peerId) => {
      await lanyard.resetPeerFolder({ peerId });
      return lanyard.resetInbox();
    }, id);
    expect(await reset).toEqual(OK);
    await sendInto(alice, bob, join(folder, 'three.bin'), bob.inboxDir);
    expect((await settingsOf(bob)).settings).toMatchObject({ inboxDir: null, peerFolders: {} });
  });

  test('hold after a restart, and the file is nobody else’s', async ({ launchApp }) => {
    const first = await launchApp();
    const chosen = {
      existingNames: 'ask',
      isReceiving: false,
      isVisible: false,
      uploadLimit: 2 * MiB,
      usesTray: false,
      notifies: false,
      keepsHistory: false,
      theme: 'dark',
      looksForUpdates: false,
    } as const;
    await change(first, chosen);
    // as a power cut would: what was answered is on the disk
    await first.kill();
    const second = await launchApp({ homeDir: first.homeDir });
    expect((await settingsOf(second)).settings).toMatchObject(chosen);
    expect((await stat(join(first.dataDir, 'settings.json'))).mode & 0o777).toBe(0o600);
  });

  test('a broken file is kept aside and said until that was read', async ({ launchApp }) => {
    const first = await launchApp();
    await first.close();
    await writeFile(join(first.dataDir, 'settings.json'), '{"deviceName": "Stu');
    const second = await launchApp({ homeDir: first.homeDir });
    const { brokenFile } = await settingsOf(second);
    expect(brokenFile).toMatch(/^settings\.broken-\d{4}-\d\d-\d\d\.json$/);
    expect(await readFile(join(first.dataDir, brokenFile!), 'utf8')).toBe('{"deviceName": "Stu');
    expect(await readdir(first.dataDir)).not.toContain('settings.json');
    await (await second.api()).evaluate((lanyard) => lanyard.dismissBrokenSettings());
    expect((await settingsOf(second)).brokenFile).toBeNull();
    await change(second, { deviceName: 'Studio' });
    await second.close();
    expect(await settingsOf(await launchApp({ homeDir: first.homeDir }))).toMatchObject({
      brokenFile: null,
      settings: { deviceName: 'Studio' },
    });
  });

  test('a change that the disk refuses is not made', async ({ launchApp }) => {
    const app = await launchApp();
    await mkdir(join(app.dataDir, 'settings.json', 'in the way'), { recursive: true });
    const reply = await (await app.api()).evaluate((lanyard) => lanyard.changeSettings({ deviceName: 'Studio' }));
    expect(reply).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^STORAGE_/) } });
    expect(await app.snapshot()).toMatchObject({
      self: { name: 'Test' },
      settings: { settings: { deviceName: null } },
    });
  });

  test('the theme is the window’s, whatever the system’s', async ({ launchApp }) => {
    const app = await launchApp();
    // Playwright has a theme of its own
    await app.page.emulateMedia({ colorScheme: null });
    for (const theme of ['dark', 'light'] as const) {
      await change(app, { theme });
      expect(await app.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe(theme);
      await expect
        .poll(() => app.page.evaluate((name) => matchMedia(`(prefers-color-scheme: ${name})`).matches, theme))
        .toBe(true);
    }
  });

  test('another port is listened on, and peers find the way', async ({ launchPair, launchApp }) => {
    // a port that was free a moment ago
    const probe = await launchApp();
    const { port } = (await probe.snapshot()).self;
    await probe.close();
    const [alice, bob] = await launchPair();
    await change(alice, { port });
    await expect.poll(async () => (await alice.snapshot()).self.port).toBe(port);
    await expectOnline(bob, 'Alice');
    await expectOnline(alice, 'Bob');
  });

  test('who takes nothing at the moment says so to the sender', async ({ launchPair, folder }) => {
    const [alice, bob] = await launchPair();
    await change(bob, { isReceiving: false });
    await dropOnPeer(alice.page, 'Bob', [await makeFile(join(folder, 'a.bin'), 1000)]);
    await expectState(rows(alice.page, 'send').first(), 'failed');
    const { transfers } = await alice.snapshot();
    expect(transfers[0]?.error).toMatchObject({ code: 'PEER_NOT_RECEIVING' });
    expect((await bob.snapshot()).offers).toEqual([]);
    await change(bob, { isReceiving: true });
    await sendInto(alice, bob, join(folder, 'b.bin'), bob.inboxDir);
  });

  test('a limit holds a transfer back, and lets go when it is taken off', async ({ launchPair, folder }) => {
    const [alice, bob] = await launchPair();
    await change(alice, { uploadLimit: MiB });
    await dropOnPeer(alice.page, 'Bob', [await makeFile(join(folder, 'film.bin'), 200 * MiB)]);
    await acceptOffer(bob.page);
    await expect.poll(async () => (await bob.snapshot()).transfers[0]?.bytesDone).toBeGreaterThan(2 * MiB);
    // three minutes at that speed: it has hardly begun
    expect((await bob.snapshot()).transfers[0]?.bytesDone).toBeLessThan(60 * MiB);
    await change(alice, { uploadLimit: null });
    await expectState(rows(alice.page, 'send').first(), 'done');
  });

  test('nothing that makes no sense is taken from the page', async ({ launchApp }) => {
    const app = await launchApp();
    for (const patch of [{ inboxDir: '/etc' }, { port: 70_000 }, { language: 'tlh' }, { theme: 1 }, { later: true }]) {
      // the page's types forbid it; a page that was taken over has none
      const reply = (await app.api()).evaluate((lanyard, bad) => lanyard.changeSettings(bad as SettingsPatch), patch);
      expect(await reply).toMatchObject({ ok: false, error: { code: 'IPC_BAD_ARGS' } });
    }
    expect(await readdir(app.dataDir)).not.toContain('settings.json');
  });
});

test.describe('the window', () => {
  const boundsOf = (app: LaunchedApp) =>
    app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());

  test('opens where it was, on a screen that is there', async ({ launchApp }) => {
    const first = await launchApp();
    const bounds = { x: 40, y: 60, width: 700, height: 560 };
    await first.app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds);
    await expect.poll(() => boundsOf(first)).toEqual(bounds);
    await first.close();
    const second = await launchApp({ homeDir: first.homeDir });
    expect(await boundsOf(second)).toEqual(bounds);
    await second.close();

    const away = { bounds: { ...bounds, x: 90_000, y: -90_000 }, isMaximized: false, displayId: 99 };
    await writeFile(join(first.dataDir, 'window.json'), JSON.stringify(away));
    const third = await launchApp({ homeDir: first.homeDir });
    const isInside = await third.app.evaluate(({ BrowserWindow, screen }) => {
      const { x, y, width, height } = BrowserWindow.getAllWindows()[0]!.getBounds();
      const area = screen.getPrimaryDisplay().workArea;
      return x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height;
    });
    expect(isInside).toBe(true);
  });

  /** What the first row of the page shows; read in the page itself, because Playwright gives up on one that crashed. */
  const shownRow = (app: LaunchedApp) =>
    app.app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (!contents || contents.isCrashed() || contents.isLoading()) return null;
      const row = `document.querySelector('[data-testid="transfer-row"]')`;
      return (await contents.executeJavaScript(`${row} && { ...${row}.dataset }`)) as {
        readonly state: string;
        readonly bytesDone: string;
      } | null;
    });

  const crash = (app: LaunchedApp) =>
    app.app.evaluate(async ({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0]!;
      const gone = new Promise((resolve) => window.webContents.once('render-process-gone', resolve));
      window.webContents.forcefullyCrashRenderer();
      await gone;
      return window.id;
    });

  test('comes back after its page crashed, with the transfer that went on', async ({ launchPair, folder }) => {
    const [alice, bob] = await launchPair();
    await change(alice, { uploadLimit: MiB });
    const path = await makeFile(join(folder, 'film.bin'), 64 * MiB);
    await dropOnPeer(alice.page, 'Bob', [path]);
    await acceptOffer(bob.page);
    await expectState(rows(bob.page, 'receive').first(), 'active');

    await crash(bob);
    await expect.poll(async () => (await shownRow(bob))?.state).toBe('active');
    const before = Number((await shownRow(bob))?.bytesDone);
    await expect.poll(async () => Number((await shownRow(bob))?.bytesDone)).toBeGreaterThan(before);

    await change(alice, { uploadLimit: null });
    await expect.poll(async () => (await shownRow(bob))?.state).toBe('done');
    await expectState(rows(alice.page, 'send').first(), 'done');
    expect(await sha256Of(join(bob.inboxDir, 'film.bin'))).toBe(await sha256Of(path));
  });

  test('is made anew when loading its page again does not help', async ({ launchPair }) => {
    const [, bob] = await launchPair();
    await expect(tileOf(bob.page, 'Alice')).toHaveAttribute('data-status', 'online');
    const isLoaded = () =>
      bob.app.evaluate(({ BrowserWindow }) => {
        const windows = BrowserWindow.getAllWindows();
        const contents = windows[0]?.webContents;
        return windows.length === 1 && contents?.isCrashed() === false && !contents.isLoading();
      });
    const first = await crash(bob);
    for (const round of ['second', 'third']) {
      await expect.poll(isLoaded, { message: `before the ${round} crash` }).toBe(true);
      expect(await crash(bob)).toBe(first);
    }
    const id = () => bob.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.id));
    await expect.poll(id).not.toContain(first);
    await expect.poll(isLoaded).toBe(true);
    const tile = `!!document.querySelector('[data-testid="peer-tile"][data-status="online"]')`;
    await expect
      .poll(() =>
        bob.app.evaluate(
          ({ BrowserWindow }, script) =>
            BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script) as Promise<boolean>,
          tile,
        ),
      )
      .toBe(true);
  });
});
