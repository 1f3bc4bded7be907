import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appCommand } from './support/app-command.ts';
import { expect, test } from './support/app-test.ts';

/** All that the page may do: electron/preload/api.ts. A new name here is a decision, not an accident. */
const API = [
  'acceptOffer',
  'addPeer',
  'cancelHistoryCheck',
  'cancelTransfer',
  'cancelWaiting',
  'changeSettings',
  'checkForUpdates',
  'checkHistory',
  'chooseAndSend',
  'chooseInbox',
  'chooseOfferFolder',
  'choosePeerFolder',
  'clearHistory',
  'copyDiagnostics',
  'copyHash',
  'declineOffer',
  'dismissBrokenSettings',
  'dismissTransfer',
  'downloadUpdate',
  'forgetPeer',
  'forgetPending',
  'historyChecks',
  'historyFiles',
  'historyPage',
  'historyProblems',
  'moveTransfer',
  'offerEntries',
  'onEngineChanged',
  'onHistoryChanged',
  'onHistoryChecksChanged',
  'onOffersChanged',
  'onPeersChanged',
  'onPendingChanged',
  'onSelfChanged',
  'onSettingsChanged',
  'onTransferFocused',
  'onTransfersChanged',
  'onTransfersRemoved',
  'onUpdateChanged',
  'openLogFolder',
  'pauseTransfer',
  'removeFromHistory',
  'resetInbox',
  'resetPeerFolder',
  'restartToUpdate',
  'resumeTransfer',
  'retryFailed',
  'saveReceipt',
  'sendAgain',
  'sendAgainFromHistory',
  'sendFiles',
  'sendPending',
  'showHistoryInFolder',
  'showInFolder',
  'snapshot',
  'tellView',
  'transferFiles',
];

// What a page's own script may do is tried in a timer: inside a debugger's call Chromium lets more pass.

test.describe('the page', () => {
  test('comes from app:// under a strict policy', async ({ launchApp }) => {
    const { page, app } = await launchApp();
    expect(page.url()).toBe('app://lanyard/');
    const headers = await app.evaluate(async ({ net }) => {
      const response = await net.fetch('app://lanyard/');
      return Object.fromEntries(response.headers);
    });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-type': 'text/html; charset=utf-8' });
    for (const rule of ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'"]) {
      expect(headers['content-security-policy']).toContain(rule);
    }
  });

  test('draws itself without breaking that policy', async ({ launchApp }) => {
    const launched = await launchApp();
    await expect(launched.page.getByTestId('add-by-address')).toBeVisible();
    expect(await launched.log()).not.toMatch(/page error|Content Security Policy|Trusted/);
  });

  test('has the named functions and nothing of Node or Electron', async ({ launchApp }) => {
    const { page } = await launchApp();
    expect(await page.evaluate(() => Object.keys(Reflect.get(globalThis, 'lanyard') as object).sort())).toEqual(API);
    const types = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer', '__dirname', 'setImmediate'].map(
        (name) => typeof Reflect.get(globalThis, name),
      ),
    );
    expect(new Set(types)).toEqual(new Set(['undefined']));
  });

  test('runs no code that is not in its files', async ({ launchApp }) => {
    const { page } = await launchApp();
    const outcome = await page.evaluate(
      () =>
        new Promise<Record<string, string>>((resolve) => {
          setTimeout(() => {
            const attempt = (run: () => unknown): string => {
              try {
                return `ran: ${String(run())}`;
              } catch (error) {
                return (error as Error).name;
              }
            };
            // by name, because the linter lets nobody write these, and rightly so
            const global = (name: string) => Reflect.get(globalThis, name) as (code: string) => unknown;
            const trustedTypes = Reflect.get(globalThis, 'trustedTypes') as {
              createPolicy(name: string, rules: object): unknown;
            };
            const inline = document.createElement('script');
            const tried = {
              eval: attempt(() => global('eval')('1 + 1')),
              function: attempt(() => global('Function')('return 2')),
              timer: attempt(() => global('setTimeout')('globalThis.timerRan = true')),
              html: attempt(() => (document.body.innerHTML = '<img src=x onerror="globalThis.htmlRan = true">')),
              inline: attempt(() => (inline.text = 'globalThis.inlineRan = true')),
              policy: attempt(() => trustedTypes.createPolicy('mine', {})),
            };
            document.head.append(inline);
            // timers come in their order: one that was made of a string has run by then
            setTimeout(() => {
              const ran = ['timerRan', 'htmlRan', 'inlineRan'].filter((name) => Reflect.has(globalThis, name));
              resolve({ ...tried, ran: ran.join() });
            });
          });
        }),
    );
    expect(outcome).toEqual({
      eval: 'EvalError',
      function: 'EvalError',
      timer: 'TypeError',
      html: 'TypeError',
      inline: 'TypeError',
      policy: 'TypeError',
      ran: '',
    });
  });

  test('reaches nothing outside itself', async ({ launchApp }) => {
    const { page } = await launchApp();
    const violated = await page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const directives: string[] = [];
          document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
            if (directives.push(effectiveDirective) === 4) resolve(directives.sort());
          });
          setTimeout(() => {
            for (const url of ['http://127.0.0.1:9/', 'app://lanyard/']) void fetch(url).catch(() => undefined);
            const sheet = { rel: 'stylesheet', href: 'http://127.0.0.1:9/x.css' };
            document.head.append(Object.assign(document.createElement('link'), sheet));
            document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/x.png' }));
          });
        }),
    );
    expect(violated).toEqual(['connect-src', 'connect-src', 'img-src', 'style-src-elem']);
  });

  test('is permitted nothing', async ({ launchApp }) => {
    const { page } = await launchApp();
    const names = [
      'camera',
      'microphone',
      'geolocation',
      'notifications',
      'clipboard-read',
      'midi',
      'persistent-storage',
    ];
    const states = await page.evaluate(
      (queried) =>
        Promise.all(
          queried.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state),
        ),
      names,
    );
    expect(states).toEqual(names.map(() => 'denied'));
  });

  test('goes nowhere and opens nothing', async ({ launchApp }) => {
    const launched = await launchApp();
    const { page, app } = launched;
    // Chromium itself stops some of them, without asking us; the last one shows that all were tried
    const urls = [
      'file:///etc/hostname',
      'data:text/html,x',
      'app://other/',
      'app://lanyard/../x',
      'https://example.org/',
    ];
    for (const url of urls) {
      await page.evaluate((target) => {
        location.href = target;
      }, url);
    }
    await expect.poll(() => launched.log()).toContain('navigation refused url="https://example.org/"');
    expect(page.url()).toBe('app://lanyard/');
    expect(await page.evaluate(() => window.open('app://lanyard/') === null)).toBe(true);
    await page.evaluate(() => {
      const link = Object.assign(document.createElement('a'), { href: 'https://example.org/', target: '_blank' });
      document.body.append(link);
      link.click();
    });
    await expect.poll(() => launched.log()).toContain('window refused url="https://example.org/"');
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test('gives a frame inside it nothing', async ({ launchApp }) => {
    const { page, app } = await launchApp();
    await page.evaluate(() => {
      for (const src of ['about:blank', 'app://lanyard/', 'https://example.org/']) {
        document.body.append(Object.assign(document.createElement('iframe'), { src }));
      }
    });
    const seen = await app.evaluate(async ({ BrowserWindow }) => {
      const frames = BrowserWindow.getAllWindows()[0]?.webContents.mainFrame.frames ?? [];
      return Promise.all(frames.map((frame) => frame.executeJavaScript('[typeof lanyard, typeof require].join()')));
    });
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(seen)).toEqual(new Set(['undefined,undefined']));
    expect(await page.evaluate(() => document.body.querySelectorAll('iframe').length)).toBe(3);
  });
});

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
    expect(reply).toEqual({ ok: false, error: { code: 'TRANSFER_NOTHING_TO_SEND', at: 'here' } });
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
