import { expect, test } from './support/app-test.ts';

/** All that the page may do: electron/preload/api.ts. A new name here is a decision, not an accident. */
const API = [
  'acceptOffer',
  'addPeer',
  'cancelHistoryCheck',
  'cancelTest',
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
  'copyTest',
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
  'onTestChanged',
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
  'startTest',
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
