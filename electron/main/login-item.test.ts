import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { autostartEntry } from './autostart-entry.ts';
import { createSystemLoginItem, createXdgLoginItem } from './login-item.ts';

vi.mock('electron', () => ({ app: {} }));

describe('autostartEntry()', () => {
  it('starts the program with its arguments', () => {
    expect(autostartEntry('/opt/Lanyard/lanyard', ['--hidden'])).toBe(
      '[Desktop Entry]\nType=Application\nName=Lanyard\nIcon=lanyard\nTerminal=false\n' +
        'TryExec=/opt/Lanyard/lanyard\nExec="/opt/Lanyard/lanyard" "--hidden"\n',
    );
  });

  it.each([
    ['/a b/Lanyard.AppImage', 'Exec="/a b/Lanyard.AppImage"'],
    ['/100%/x', 'Exec="/100%%/x"'],
    ['/$HOME/`x`/"y"', 'Exec="/\\\\$HOME/\\\\`x\\\\`/\\\\"y\\\\""'],
    ['/a\\b', 'Exec="/a\\\\\\\\b"'],
    ['/a\nHidden=true', 'Exec="/a\\nHidden=true"'],
  ])('writes %j so that it is read as one word', (path, line) => {
    expect(autostartEntry(path, []).split('\n')).toContain(line);
  });
});

describe.skipIf(process.platform === 'win32')('createXdgLoginItem()', () => {
  let dir = '';
  let file = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'lanyard-login-'));
    file = join(dir, 'autostart', 'lanyard.desktop');
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));
  const entry = autostartEntry('/opt/lanyard', ['--hidden']);
  const content = () => readFile(file, 'utf8');

  it('is there when wanted and gone when not', async () => {
    const item = createXdgLoginItem(file, '/opt/lanyard');
    await item.set(false);
    expect(await readdir(dir)).toEqual([]);
    await item.set(true);
    expect(await content()).toBe(entry);
    expect(await readdir(join(dir, 'autostart'))).toEqual(['lanyard.desktop']);
    await item.set(false);
    expect(await readdir(join(dir, 'autostart'))).toEqual([]);
  });

  it('follows a program that has moved', async () => {
    await createXdgLoginItem(file, '/home/a/Lanyard-1.AppImage').set(true);
    await createXdgLoginItem(file, '/opt/lanyard').renew(true);
    expect(await content()).toBe(entry);
  });

  it('comes back when somebody removed it, and goes when it is not wanted', async () => {
    const item = createXdgLoginItem(file, '/opt/lanyard');
    await item.renew(true);
    expect(await content()).toBe(entry);
    await item.renew(false);
    expect(await readdir(join(dir, 'autostart'))).toEqual([]);
    await item.renew(false);
  });

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
    'leaves alone what the desktop marked %s',
    async (mark) => {
      const item = createXdgLoginItem(file, '/opt/lanyard');
      await item.set(true);
      await writeFile(file, `${entry}${mark}\n`);
      await item.renew(true);
      expect(await content()).toBe(`${entry}${mark}\n`);
      // a new wish of the user's is newer than the mark
      await item.set(true);
      expect(await content()).toBe(entry);
    },
  );

  it('says when the disk refuses', async () => {
    await writeFile(join(dir, 'autostart'), '');
    await expect(createXdgLoginItem(file, '/opt/lanyard').set(true)).rejects.toMatchObject({ name: 'StorageError' });
  });
});

describe('createSystemLoginItem()', () => {
  function setup(platform: NodeJS.Platform, openAtLogin: boolean, executableWillLaunchAtLogin = openAtLogin) {
    const told = { openAtLogin, executableWillLaunchAtLogin };
    const system = {
      // the other fields are not read
      getLoginItemSettings: vi.fn(() => told as Electron.LoginItemSettings),
      setLoginItemSettings: vi.fn(),
    };
    return { ...system, item: createSystemLoginItem(system, platform) };
  }

  it('gives the switch to Windows, which alone passes it on', async () => {
    const windows = setup('win32', false);
    await windows.item.set(true);
    expect(windows.setLoginItemSettings).toHaveBeenCalledWith({ openAtLogin: true, enabled: true, args: ['--hidden'] });
    const mac = setup('darwin', false);
    await mac.item.set(true);
    expect(mac.setLoginItemSettings).toHaveBeenCalledWith({ openAtLogin: true, enabled: true });
  });

  it('changes nothing that is so already: macOS tells the user about each change', async () => {
    const on = setup('darwin', true);
    await on.item.set(true);
    const off = setup('darwin', false);
    await off.item.set(false);
    expect([on, off].flatMap(({ setLoginItemSettings }) => setLoginItemSettings.mock.calls)).toEqual([]);
  });

  it('sees what was switched off in the Task Manager, and can switch it on again', async () => {
    const { item, setLoginItemSettings } = setup('win32', true, false);
    expect(await item.renew(true)).toBe(false);
    expect(setLoginItemSettings).not.toHaveBeenCalled();
    await item.set(true);
    expect(setLoginItemSettings).toHaveBeenCalledOnce();
  });

  it('sees what was removed in the settings of macOS', async () => {
    expect(await setup('darwin', false, false).item.renew(true)).toBe(false);
    expect(await setup('darwin', true, false).item.renew(true)).toBe(true);
  });
});
