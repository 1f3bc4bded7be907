import { appendFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toTransferId } from '../shared/model/ids.ts';
import { dropOnPeer } from './support/drop.ts';
import { makeFile, sha256Of } from './support/files.ts';
import { expect, test } from './support/lanyard-test.ts';
import { acceptOffer, expectMoving, expectState, offerId, rowOf } from './support/transfer-view.ts';

const MB = 1_000_000;

test('what goes to one device waits in a line that can be changed, and what failed is sent alone', async ({
  launchPair,
  folder,
}) => {
  const [alice, bob] = await launchPair();
  const limitTo = async (uploadLimit: number | null) =>
    (await bob.api()).evaluate((lanyard, limit) => lanyard.changeSettings({ uploadLimit: limit }), uploadLimit);
  await limitTo(2 * MB);
  await (await alice.api()).evaluate((lanyard) => lanyard.changeSettings({ existingNames: 'skip-identical' }));
  const album = join(folder, 'album');
  await mkdir(album);
  // neither is small enough to go beside the other
  const [good, bad] = await Promise.all(['good', 'bad'].map((name) => makeFile(join(album, name), 10 * MB)));
  const other = await makeFile(join(folder, 'other.bin'), 60 * MB);
  const offer = async (path: string): Promise<string> => {
    await dropOnPeer(bob.page, 'Alice', [path]);
    await expect(alice.page.getByTestId('offer-dialog')).toBeVisible();
    // the source changes between the offer and the yes
    if (path === album) await appendFile(bad!, 'grown');
    return acceptOffer(alice.page);
  };
  const first = rowOf(bob.page, await offer(other));
  await expectMoving(first);
  const second = rowOf(bob.page, await offer(album));
  await expect(second).toContainText('Waits for its turn · 1 before it');
  await second.getByTestId('transfer-first').click();
  await expect(first).toContainText('Waits for its turn · 1 before it');
  await expectMoving(second);
  await limitTo(null);
  await expectState(second, 'partial');
  await expectState(first, 'done');

  await second.getByRole('button', { name: 'Send the 1 failed file of album again' }).click();
  await expect(alice.page.getByTestId('offer-dialog')).toContainText('bad');
  // as the settings say, which is to merge
  const transferId = toTransferId(await offerId(alice.page));
  await (await alice.api()).evaluate((lanyard, id) => lanyard.acceptOffer({ transferId: id, skip: [] }), transferId);
  await expectState(rowOf(bob.page, transferId), 'done');
  expect((await readdir(alice.inboxDir, { recursive: true })).sort()).toEqual([
    'album',
    'album/bad',
    'album/good',
    'other.bin',
  ]);
  for (const file of [good!, bad!]) {
    expect(await sha256Of(join(alice.inboxDir, 'album', file.slice(album.length)))).toBe(await sha256Of(file));
  }
});
