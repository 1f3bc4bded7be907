import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listPaths } from '../../../electron/engine/testing/source-tree.ts';
import { makeTempDir } from '../../../electron/engine/testing/temp-dir.ts';
import { offer, untilBothEnded } from '../../../electron/engine/testing/transfers.ts';
import { windowsPath } from '../wine-home.mjs';
import { givenWineHome } from '../testing/given-home.ts';
import { makeSource, transfer } from '../testing/transfer.ts';
import { prepareSystems, startPairOn } from '../testing/wine-engine.ts';

prepareSystems();

describe('a folder to receive to', () => {
  it.each([
    ['with slashes', (inbox: string) => inbox.replaceAll('\\', '/')],
    ['with a backslash at its end', (inbox: string) => `${inbox}\\`],
    ['with the prefix of long paths', (inbox: string) => `\\\\?\\${inbox}`],
  ])('is taken %s', async (_how, write) => {
    const pair = await startPairOn('linux', 'windows');
    const source = await makeSource({ 'a.txt': 'a' });
    const inbox = await makeTempDir();
    const id = await offer(pair, [join(source, 'a.txt')]);
    await pair.receiver.engine.setDestination(id, write(windowsPath(inbox)));
    await pair.receiver.engine.accept(id, []);
    expect((await untilBothEnded(pair, id)).received.state).toBe('done');
    expect(await listPaths(inbox)).toEqual(['a.txt']);
  });

  it('is missed when it is not there, and the offer waits for a better one', async () => {
    const pair = await startPairOn('linux', 'windows');
    const { engine, inboxDir } = pair.receiver;
    const source = await makeSource({ 'a.txt': 'a' });
    const other = await makeTempDir();
    await writeFile(join(other, 'a file'), '');
    const id = await offer(pair, [join(source, 'a.txt')]);

    const gone = [windowsPath(join(other, 'gone')), windowsPath(join(other, 'a file'))];
    for (const directory of [...gone, 'Q:\\in', '\\\\nohost\\share\\in', 'Z:in']) {
      const accepted = engine.setDestination(id, directory).then(() => engine.accept(id, []));
      await expect(accepted, directory).rejects.toMatchObject({ code: 'STORAGE_MISSING' });
    }
    await engine.setDestination(id, windowsPath(inboxDir));
    await engine.accept(id, []);
    expect((await untilBothEnded(pair, id)).received.state).toBe('done');
    expect(await listPaths(inboxDir)).toEqual(['a.txt']);
  });
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
