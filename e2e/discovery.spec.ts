import { createServer } from 'node:http';
import { once } from 'node:events';
import { tileOf } from './support/drop.ts';
import { expect, test } from './support/lanyard-test.ts';
import { expectOnline } from './support/launch-app.ts';

/** Each app hears all the others on 127.0.0.1: only this file does it, and its tests run one after the other. */
const ENV = { LANYARD_DISCOVERY: 'on' };

test('two apps find each other by multicast, and notice when one is closed or killed', async ({ launchApp }) => {
  const alice = await launchApp({ name: 'Alice', env: ENV });
  const bob = await launchApp({ name: 'Bob', env: ENV });
  await expect(tileOf(bob.page, 'Alice')).toHaveAttribute('data-status', 'online');
  await expect(tileOf(alice.page, 'Bob')).toHaveAttribute('data-status', 'online');
  await expect(tileOf(alice.page, 'Bob')).toHaveCount(1);

  await bob.kill();
  await expect(tileOf(alice.page, 'Bob')).toHaveAttribute('data-status', 'offline');
});

test('who is hidden is on nobody’s list but sees the others, until he shows himself', async ({ launchApp }) => {
  const hidden = await launchApp({ name: 'Hidden', env: ENV });
  const isDiscoverable = async () => (await hidden.snapshot()).self.isDiscoverable;
  expect(await isDiscoverable()).toBe(true);
  const show = async (isVisible: boolean) =>
    (await hidden.api()).evaluate((lanyard, visible) => lanyard.changeSettings({ isVisible: visible }), isVisible);
  expect(await show(false)).toMatchObject({ ok: true });
  await expect.poll(isDiscoverable).toBe(false);
  const watcher = await launchApp({ name: 'Watcher', env: ENV });
  await expectOnline(hidden, 'Watcher');
  expect((await watcher.snapshot()).peers).toEqual([]);
  expect(await show(true)).toMatchObject({ ok: true });
  await expect.poll(isDiscoverable).toBe(true);
  await expectOnline(watcher, 'Hidden');
});

test('a device used before is dialled again without discovery', async ({ launchPair, launchApp }) => {
  const [alice, bob] = await launchPair();
  const port = (await alice.snapshot()).self.port;
  await bob.close();
  await expect(tileOf(alice.page, 'Bob')).toHaveAttribute('data-status', 'offline');
  expect(port).toBeGreaterThan(0);
  const again = await launchApp({ name: 'Bob', homeDir: bob.homeDir });
  await expect(tileOf(again.page, 'Alice')).toHaveAttribute('data-status', 'online');
  await expect(tileOf(alice.page, 'Bob')).toHaveAttribute('data-status', 'online');
});

test.describe('add by address', () => {
  test('adds a device, once', async ({ launchApp }) => {
    const alice = await launchApp({ name: 'Alice' });
    const bob = await launchApp({ name: 'Bob' });
    const { port } = (await alice.snapshot()).self;
    await bob.page.getByTestId('add-by-address').first().click();
    await bob.page.getByTestId('add-address-input').fill(`127.0.0.1:${port}`);
    await bob.page.getByTestId('add-address-submit').click();
    await expect(tileOf(bob.page, 'Alice')).toHaveAttribute('data-status', 'online');
    await expect(tileOf(alice.page, 'Bob')).toHaveAttribute('data-status', 'online');
  });

  test('says something else for each way to fail', async ({ launchApp }) => {
    const web = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const address = web.address();
    const webPort = address !== null && typeof address === 'object' ? address.port : 0;
    const { page } = await launchApp();
    await page.getByTestId('add-by-address').first().click();
    const dialog = page.getByRole('dialog');
    const sayings = new Set<string>();
    for (const text of ['not an address!', '127.0.0.1:1', `127.0.0.1:${webPort}`]) {
      await page.getByTestId('add-address-input').fill(text);
      await page.getByTestId('add-address-submit').click();
      const alert = dialog.getByRole('alert');
      await expect(alert).toBeVisible();
      await expect(page.getByTestId('add-address-submit')).toBeEnabled();
      sayings.add(await alert.innerText());
    }
    web.close();
    expect([...sayings]).toHaveLength(3);
  });
});
