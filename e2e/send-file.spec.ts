import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dropOnPeer, tileOf } from './support/drop.ts';
import { makeFile, sha256Of } from './support/files.ts';
import { expect, test } from './support/lanyard-test.ts';
import { acceptOffer, expectState, rowOf, rows } from './support/transfer-view.ts';

const GIB = 1024 ** 3;

test('a file of 1 GiB dropped on a tile arrives with the same SHA-256', async ({ launchPair, folder }) => {
  test.setTimeout(600_000);
  const [alice, bob] = await launchPair();
  const source = await makeFile(join(folder, 'disk image.bin'), GIB);
  await dropOnPeer(bob.page, 'Alice', [source]);

  await expect(rows(bob.page, 'send')).toHaveAttribute('data-state', 'offered');
  const id = await acceptOffer(alice.page);
  await expectState(rowOf(bob.page, id), 'done', 400_000);
  await expectState(rowOf(alice.page, id), 'done');
  for (const app of [alice, bob]) {
    await expect(rowOf(app.page, id)).toHaveAttribute('data-bytes-done', String(GIB));
    await expect(rowOf(app.page, id)).toHaveAttribute('data-bytes-total', String(GIB));
  }
  expect(await sha256Of(join(alice.inboxDir, 'disk image.bin'))).toBe(await sha256Of(source));
  expect(await readdir(alice.inboxDir)).toEqual(['disk image.bin']);
});

test('files chosen in the dialog are offered with count and size', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  const paths = [await makeFile(join(folder, 'a.bin'), 1000), await makeFile(join(folder, 'b.bin'), 2000)];
  await bob.app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths });
  }, paths);
  await tileOf(bob.page, 'Alice').getByTestId('choose-files').click();

  const card = alice.page.getByTestId('offer-dialog');
  await expect(card).toContainText('Bob');
  await expect(card).toContainText('2 files');
  await expect(card).toContainText(/not verified/i);
  await expectState(rowOf(alice.page, await acceptOffer(alice.page)), 'done');
  expect((await readdir(alice.inboxDir)).sort()).toEqual(['a.bin', 'b.bin']);
});

test('an existing name is kept: the new file gets a number', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  await writeFile(join(alice.inboxDir, 'photo.jpg'), 'mine');
  const source = await makeFile(join(folder, 'photo.jpg'), 5000);
  await dropOnPeer(bob.page, 'Alice', [source]);
  await expectState(rowOf(alice.page, await acceptOffer(alice.page)), 'done');
  expect((await readdir(alice.inboxDir)).sort()).toEqual(['photo (1).jpg', 'photo.jpg']);
  expect(await sha256Of(join(alice.inboxDir, 'photo (1).jpg'))).toBe(await sha256Of(source));
});

test('three transfers run at once, both ways', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  const [one, two, three] = await Promise.all(
    ['one.bin', 'two.bin', 'three.bin'].map((name) => makeFile(join(folder, name), 60_000_000)),
  );
  await dropOnPeer(bob.page, 'Alice', [one ?? '']);
  await dropOnPeer(bob.page, 'Alice', [two ?? '']);
  await dropOnPeer(alice.page, 'Bob', [three ?? '']);
  await expect(rows(bob.page, 'send')).toHaveCount(2);

  const first = await acceptOffer(alice.page);
  const second = alice.page.locator(`[data-testid="offer-dialog"]:not([data-transfer-id="${first}"])`);
  await second.waitFor();
  const ids = [first, await acceptOffer(alice.page), await acceptOffer(bob.page)];
  for (const id of ids) {
    await expectState(rowOf(alice.page, id), 'done');
    await expectState(rowOf(bob.page, id), 'done');
  }
  expect((await readdir(alice.inboxDir)).sort()).toEqual(['one.bin', 'two.bin']);
  expect(await sha256Of(join(bob.inboxDir, 'three.bin'))).toBe(await sha256Of(three ?? ''));
});

test('pasted files go to the only device there is', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  // a file input gives the page a File with a real path behind it, as the system's clipboard does
  await bob.page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'clipboard';
    document.body.append(input);
  });
  await bob.page.setInputFiles('#clipboard', await makeFile(join(folder, 'pasted.bin'), 1000));
  await bob.page.evaluate(() => {
    const clipboardData = new DataTransfer();
    const input = document.querySelector<HTMLInputElement>('#clipboard');
    for (const file of input?.files ?? []) clipboardData.items.add(file);
    input?.remove();
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await expectState(rowOf(bob.page, await acceptOffer(alice.page)), 'done');
  expect(await readdir(alice.inboxDir)).toEqual(['pasted.bin']);
});
