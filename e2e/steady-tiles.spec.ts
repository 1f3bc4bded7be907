import type { Locator } from '@playwright/test';
import { toPeerId, type PeerId } from '../shared/model/ids.ts';
import type { Peer } from '../shared/model/peer.ts';
import { tileOf } from './support/drop.ts';
import { makeFile } from './support/files.ts';
import type { LaunchedApp } from './support/launch-app.ts';
import { expect, test } from './support/lanyard-test.ts';
import { offerId } from './support/transfer-view.ts';

const ghost = (name: string, changes: Partial<Peer> = {}): Peer => ({
  id: toPeerId(Buffer.from(name.padEnd(32, '.')).toString('hex').slice(0, 64)),
  name,
  platform: 'linux',
  status: 'online',
  fingerprintWords: ['a', 'b', 'c', 'd', 'e', 'f'],
  addresses: ['127.0.0.1:9'],
  isManual: false,
  isKnown: false,
  ...changes,
});

const shown = new WeakMap<LaunchedApp, ReadonlySet<PeerId>>();

/** Tells the page of devices beside those that are there. */
async function showPeers(app: LaunchedApp, peers: readonly Peer[]): Promise<void> {
  const there = new Set(peers.map(({ id }) => id));
  const removed = [...(shown.get(app) ?? [])].filter((id) => !there.has(id));
  shown.set(app, there);
  await app.app.evaluate(
    ({ BrowserWindow }, sent) => BrowserWindow.getAllWindows()[0]?.webContents.send('peers:changed', sent),
    { changed: peers, removed },
  );
}

async function middleOf(target: Locator): Promise<{ x: number; y: number }> {
  const box = await target.boundingBox();
  if (!box) throw new Error('it is not drawn');
  return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
}

test('files go to the device under the pointer, although others come and go during the drag', async ({
  launchPair,
  folder,
}) => {
  const [alice, bob] = await launchPair({ name: 'Media center' });
  const file = await makeFile(`${folder}/photo.jpg`, 1_000);
  const [real] = (await bob.snapshot()).peers;
  if (!real) throw new Error('nobody is there');
  const carla = ghost('Carla');
  await showPeers(bob, [carla, real]);
  const target = tileOf(bob.page, 'Media center');
  await expect(tileOf(bob.page, 'Carla')).toBeVisible();
  const point = await middleOf(target);
  const session = await bob.page.context().newCDPSession(bob.page);
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    session.send('Input.dispatchDragEvent', { type, ...point, data });
  await drag('dragEnter');
  await drag('dragOver');
  await expect(target).toHaveAttribute('data-over', 'true');

  await showPeers(bob, [ghost('Anna'), { ...carla, status: 'offline' }, real]);
  await expect(tileOf(bob.page, 'Anna')).toBeVisible();
  expect(await middleOf(target)).toEqual(point);
  await showPeers(bob, [ghost('Anna'), real]);
  await expect(tileOf(bob.page, 'Carla')).toBeHidden();
  expect(await middleOf(target)).toEqual(point);

  await drag('dragOver');
  await drag('drop');
  await offerId(alice.page);
  await expect(bob.page.getByTestId('transfer-row')).toHaveCount(1);
});

test('a tile that was moved under the drag takes nothing, and says so', async ({ launchApp, folder }) => {
  const bob = await launchApp({ name: 'Bob' });
  const file = await makeFile(`${folder}/photo.jpg`, 1_000);
  await showPeers(bob, [ghost('Anna'), ghost('Carla')]);
  const target = tileOf(bob.page, 'Carla');
  await expect(target).toBeVisible();
  const point = await middleOf(target);
  const session = await bob.page.context().newCDPSession(bob.page);
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  await session.send('Input.dispatchDragEvent', { type: 'dragEnter', ...point, data });
  await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...point, data });
  // all in one turn of the page: however busy the computer is, the drop comes at once
  await bob.page.evaluate(() => {
    const banner = document.createElement('div');
    banner.style.height = '40px';
    document.querySelector('.peer-tiles')?.before(banner);
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'photo.jpg'));
    const tile = document.querySelector('[data-peer-name="Carla"]');
    tile?.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
  });
  await expect(bob.page.getByTestId('notice')).toContainText('moved just now');
  expect((await bob.snapshot()).transfers).toEqual([]);
});

test('a long name hides neither that a device is away nor the way out of the question', async ({ launchApp }) => {
  const names = ['Wm'.repeat(30), '很'.repeat(64), '🚀'.repeat(32), `${'long name '.repeat(6)}end`];
  const bob = await launchApp({ name: 'Bob' });
  await showPeers(
    bob,
    names.map((name) => ghost(name, { status: 'offline', name })),
  );
  await expect(bob.page.getByTestId('peer-tile')).toHaveCount(names.length);
  await bob.page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'photo.jpg'));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
  });
  const dialog = bob.page.getByRole('dialog');
  await expect(dialog.getByRole('button')).toHaveCount(names.length + 1);
  for (const width of [1040, 380]) {
    await bob.app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setSize(size, 733), width);
    await expect.poll(() => bob.page.evaluate(() => window.innerWidth)).toBeLessThanOrEqual(width);
    const found = await dialog.evaluate((element) => ({
      overflow: element.scrollWidth - element.clientWidth,
      notes: [...element.querySelectorAll('.peer-picker-note')].map(
        (note) => note.getBoundingClientRect().right - element.getBoundingClientRect().right,
      ),
    }));
    expect(found.overflow).toBe(0);
    expect(found.notes).toHaveLength(names.length);
    for (const beyond of found.notes) expect(beyond).toBeLessThan(0);
  }
});
