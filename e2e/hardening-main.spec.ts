import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appCommand } from './support/app-command.ts';
import { expect, test } from './support/app-test.ts';

test.describe('main', () => {
  test('serves the built files and nothing else', async ({ launchApp }) => {
    const { app } = await launchApp();
    const statuses = await app.evaluate(async ({ net }) => {
      const urls = [
        'app://lanyard/',
        'app://lanyard/index.html',
        'app://lanyard/../main/index.cjs',
        'app://lanyard/%2e%2e/main/index.cjs',
        'app://lanyard/..%2fmain%2findex.js',
        'app://lanyard//etc/hostname',
        'app://other/',
      ];
      return Promise.all(urls.map(async (url) => (await net.fetch(url)).status));
    });
    expect(statuses).toEqual([200, 404, 404, 404, 404, 404, 404]);
  });

  test('refuses arguments that do not fit', async ({ launchApp }) => {
    const launched = await launchApp();
    const outcome = await launched.page.evaluate(async () => {
      const lanyard = Reflect.get(globalThis, 'lanyard') as Record<string, (...args: unknown[]) => Promise<unknown>>;
      const transferId = '1'.repeat(32);
      return Promise.all([
        lanyard['addPeer']?.(7),
        lanyard['forgetPeer']?.('../../etc'),
        lanyard['transferFiles']?.({ transferId, offset: 0, limit: 1e9, filter: 'all' }),
        lanyard['showInFolder']?.({ transferId, path: '/etc' }),
        lanyard['acceptOffer']?.({ transferId, skip: [[5, 1]] }),
        lanyard['changeSettings']?.({ inboxDir: '/etc' }),
        lanyard['changeSettings']?.({ deviceName: 'a\u202eb' }),
        lanyard['historyPage']?.({ text: '', filter: 'all', offset: 0, limit: 1e9 }),
        lanyard['sendPending']?.({ id: 1, peerId: '../x' }),
      ]);
    });
    const refused = { ok: false, error: { code: 'IPC_BAD_ARGS', at: 'here' } };
    expect(outcome).toEqual(Array(9).fill(refused));
    expect(await launched.log()).toContain('code="IPC_BAD_ARGS"');
  });

  test('lets its session fetch nothing from elsewhere, not even from this computer', async ({ launchApp }) => {
    const lanyard = await launchApp();
    const outcomes = await lanyard.app.evaluate(({ session }) =>
      Promise.all(
        ['http://127.0.0.1:9/', 'https://127.0.0.1:9/'].map((url) =>
          session.defaultSession.fetch(url).then(
            () => 'fetched',
            (error: unknown) => String(error),
          ),
        ),
      ),
    );
    for (const outcome of outcomes) expect(outcome).toContain('ERR_BLOCKED_BY_CLIENT');
    expect(await lanyard.log()).toContain('request refused');
  });

  test('keeps a page without a way to send paths of its own', async ({ launchApp }) => {
    const { page } = await launchApp();
    const reply = await page.evaluate(async () => {
      const lanyard = Reflect.get(globalThis, 'lanyard') as { sendFiles(id: string, files: File[]): Promise<unknown> };
      return lanyard.sendFiles('a'.repeat(64), [new File(['x'], '/etc/hostname')]);
    });
    // as a name it gets as far as the engine, which knows no such device
    expect(reply).toEqual({ ok: false, error: { code: 'PEER_UNKNOWN', at: 'here' } });
  });

  test('brings back a page that crashed', async ({ launchApp }) => {
    const launched = await launchApp();
    const title = await launched.app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      // the news of the first load may still be on its way
      const loaded = new Promise((resolve) => {
        contents?.once('render-process-gone', () => contents.once('did-finish-load', () => resolve(null)));
      });
      contents?.forcefullyCrashRenderer();
      await loaded;
      return contents?.executeJavaScript('typeof lanyard.snapshot') as Promise<string>;
    });
    expect(title).toBe('function');
    expect(await launched.log()).toContain('the page crashed');
  });

  test('is one app for one user-data folder', async ({ launchApp }) => {
    const { app, dataDir } = await launchApp();
    const told = app.evaluate(
      ({ app: self }) => new Promise((resolve) => self.once('second-instance', () => resolve('told'))),
    );
    const { command, args } = await appCommand();
    const second = spawn(command, [...args, `--user-data-dir=${dataDir}`], { stdio: 'ignore' });
    expect(await once(second, 'exit')).toEqual([0, null]);
    expect(await told).toBe('told');
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test('ends when it is asked to, with code 0', async ({ launchApp }) => {
    const launched = await launchApp();
    const exited = once(launched.app.process(), 'exit');
    await launched.close();
    expect(await exited).toEqual([0, null]);
  });
});
