import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dropOnPeer } from './support/drop.ts';
import { makeFile, sha256Of } from './support/files.ts';
import { expect, test } from './support/lanyard-test.ts';
import { acceptOffer, expectState, rowOf } from './support/transfer-view.ts';

/** Electron leaves the trash of Linux desktops to this program. */
function hasTrash(): boolean {
  try {
    execFileSync('gio', ['version'], { stdio: 'ignore' });
    return process.platform === 'linux';
  } catch {
    return false;
  }
}

test('a file that is replaced lands in the trash of the system', async ({ launchPair, folder }) => {
  test.skip(!hasTrash(), 'no gio here, whose trash can be looked into');
  const dataHome = join(folder, 'data');
  const [alice, bob] = await launchPair({ env: { XDG_DATA_HOME: dataHome } });
  await (await alice.api()).evaluate((lanyard) => lanyard.changeSettings({ existingNames: 'replace' }));
  await writeFile(join(alice.inboxDir, 'report.txt'), 'the old one');
  const source = await makeFile(join(folder, 'report.txt'), 5000);
  await dropOnPeer(bob.page, 'Alice', [source]);
  const id = await acceptOffer(alice.page);
  await expectState(rowOf(alice.page, id), 'done');

  expect(await readdir(alice.inboxDir)).toEqual(['report.txt']);
  expect(await sha256Of(join(alice.inboxDir, 'report.txt'))).toBe(await sha256Of(source));
  expect(await readdir(join(dataHome, 'Trash', 'files'))).toEqual(['report.txt']);
  expect(await readFile(join(dataHome, 'Trash', 'files', 'report.txt'), 'utf8')).toBe('the old one');
  const info = await readFile(join(dataHome, 'Trash', 'info', 'report.txt.trashinfo'), 'utf8');
  expect(info).toContain(`Path=${join(alice.inboxDir, 'report.txt')}`);
  expect((await alice.snapshot()).transfers[0]).toMatchObject({ report: { replaced: 1, notReplaced: 0 } });
});
