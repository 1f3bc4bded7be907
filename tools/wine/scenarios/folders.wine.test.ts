import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LanyardError } from '../../../shared/errors/lanyard-error.ts';
import { listPaths } from '../../../electron/engine/testing/source-tree.ts';
import { makeTempDir } from '../../../electron/engine/testing/temp-dir.ts';
import { offer, untilBothEnded } from '../../../electron/engine/testing/transfers.ts';
import { windowsPath } from '../wine-home.mjs';
import { givenWineHome } from '../testing/given-home.ts';
import { makeSource, transfer } from '../testing/transfer.ts';
import { prepareSystems, startPairOn } from '../testing/wine-engine.ts';

prepareSystems();

it('a folder to receive to is taken however Windows writes it, and missed when it is not there', async () => {
  const pair = await startPairOn('linux', 'windows');
  const source = await makeSource({ 'a.txt': 'a' });
  const other = await makeTempDir();
  await mkdir(join(other, 'in'));
  await writeFile(join(other, 'a file'), '');
  const inbox = windowsPath(join(other, 'in'));

  const outcome = async (directory: string): Promise<string> => {
    const id = await offer(pair, [join(source, 'a.txt')]);
    try {
      await pair.receiver.engine.setDestination(id, directory);
      await pair.receiver.engine.accept(id, []);
    } catch (error) {
      await pair.receiver.engine.decline(id);
      return error instanceof LanyardError ? error.code : String(error);
    }
    return (await untilBothEnded(pair, id)).received.state;
  };

  expect(await outcome(inbox.replaceAll('\\', '/'))).toBe('done');
  expect(await outcome(`${inbox}\\`)).toBe('done');
  expect(await outcome(`\\\\?\\${inbox}`)).toBe('done');
  expect((await listPaths(join(other, 'in'))).toSorted()).toEqual(['a (1).txt', 'a (2).txt', 'a.txt']);
  expect(await outcome(`${inbox}\\gone`)).toBe('STORAGE_MISSING');
  expect(await outcome(windowsPath(join(other, 'a file')))).toBe('STORAGE_MISSING');
  expect(await outcome('Q:\\in')).toBe('STORAGE_MISSING');
  expect(await outcome('\\\\nohost\\share\\in')).toBe('STORAGE_MISSING');
  expect(await outcome('Z:in')).toBe('STORAGE_MISSING');
});

describe('what is dropped', () => {
  it.each([
    ['in another case', 'some file.TXT', ['some file.txt']],
    ['with slashes', 'D/', ['d', 'd/x']],
    ['with a backslash at its end', 'D\\', ['d', 'd/x']],
  ])('is found %s', async (_how, end, arrived) => {
    const pair = await startPairOn('windows', 'linux');
    const source = await makeSource({ 'Some File.txt': 'a', 'D/x': 'x' });
    const path = end.endsWith('/') ? `Z:${source}/${end}` : `${windowsPath(source)}\\${end}`;
    const { sent } = await transfer(pair, [path]);
    expect(sent.state).toBe('done');
    const paths = await listPaths(pair.receiver.inboxDir);
    expect(paths.map((name) => name.toLowerCase()).toSorted()).toEqual(arrived);
  });

  it('is said to be missing when it is', async () => {
    const { sender, receiver } = await startPairOn('windows', 'linux');
    const id = await sender.engine.send(receiver.id, ['Z:\\nowhere\\x']);
    const { state, error } = await sender.untilEnded(id);
    expect([state, error?.code]).toEqual(['failed', 'TRANSFER_SOURCE_MISSING']);
  });

  it('may be a whole drive, which gets a name', async () => {
    const pair = await startPairOn('windows', 'linux');
    const stick = await makeSource({ 'a.txt': 'a', 'D/x': 'x' });
    const drive = join(givenWineHome(), 'prefix/dosdevices/e:');
    const unplug = (): Promise<void> => rm(drive, { force: true });
    await unplug(); // of a run that was killed
    await symlink(stick, drive);
    onTestFinished(unplug);
    const { sent } = await transfer(pair, ['E:\\']);
    expect(sent.state).toBe('done');
    expect(sent.title).toMatch(/E/);
    const arrived = await listPaths(pair.receiver.inboxDir);
    expect(arrived.map((path) => path.split('/').slice(1).join('/')).toSorted()).toEqual(['', 'D', 'D/x', 'a.txt']);
  });
});
