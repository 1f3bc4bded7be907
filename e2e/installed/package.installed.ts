import { readdir, readFile, realpath } from 'node:fs/promises';
import { listPackage } from '@electron/asar';
import { getCurrentFuseWire, FuseV1Options } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { bundledPackages, collectLicences } from '../../tools/dist/licences.mjs';
import { PROGRAM } from './installed-app.ts';
import { isExecutable, run } from './test-machine.ts';

const HOME = '/opt/Lanyard';
const MENU_ENTRY = '/usr/share/applications/lanyard.desktop';

test.describe('the package puts', () => {
  test('lanyard on the PATH', async () => {
    expect(await realpath(PROGRAM)).toBe(`${HOME}/lanyard`);
  });

  test('a valid menu entry that belongs to the window, with icons', async () => {
    await run('desktop-file-validate', [MENU_ENTRY]);
    const entry = await readFile(MENU_ENTRY, 'utf8');
    const { desktopName } = JSON.parse(await readFile('package.json', 'utf8')) as { desktopName: string };
    expect(desktopName).toBe('lanyard.desktop');
    expect(entry).toMatch(/^StartupWMClass=lanyard$/m);
    expect(entry).toMatch(/^Exec=\/opt\/Lanyard\/lanyard %F$/m);
    expect(entry).toMatch(/^Categories=Network;FileTransfer;$/m);
    expect(entry).toMatch(/^Keywords\[zh_CN\]=./m);
    // it would become the program that opens everything
    expect(entry).not.toContain('MimeType');
    const sizes = (await readdir('/usr/share/icons/hicolor')).filter((size) => /^\d+x\d+$|^scalable$/.test(size));
    const { stdout } = await run('dpkg-query', ['-L', 'lanyard']);
    for (const size of ['16x16', '32x32', '48x48', '64x64', '128x128', '256x256', '512x512', 'scalable']) {
      expect(sizes).toContain(size);
      expect(stdout).toContain(
        `/usr/share/icons/hicolor/${size}/apps/lanyard.${size === 'scalable' ? 'svg' : 'png'}\n`,
      );
    }
  });

  test('"Send with Lanyard" into Files, Nemo and Dolphin, in Chinese too', async () => {
    const menus = [
      '/usr/share/nautilus-python/extensions/send-with-lanyard.py',
      '/usr/share/nemo/actions/send-with-lanyard.nemo_action',
      '/usr/share/kio/servicemenus/send-with-lanyard.desktop',
    ];
    for (const menu of menus) {
      const text = await readFile(menu, 'utf8');
      expect(text).toContain('/opt/Lanyard/lanyard');
      expect(text).toContain('Send with Lanyard');
      expect(text).toContain('用 Lanyard 发送');
    }
    // KDE does not run a menu that could have been downloaded
    expect(await isExecutable('/usr/share/kio/servicemenus/send-with-lanyard.desktop')).toBe(true);
  });

  test('its description for software centres and its licence where Debian looks for them', async () => {
    expect(await readFile('/usr/share/metainfo/org.lanyard.app.metainfo.xml', 'utf8')).toContain(
      '<launchable type="desktop-id">lanyard.desktop</launchable>',
    );
    expect(await readFile('/usr/share/doc/lanyard/copyright', 'utf8')).toContain('License: Expat');
  });

  test('only what is needed on the disk', async () => {
    const files = listPackage(`${HOME}/resources/app.asar`, { isPack: false });
    const unexpected = files.filter(
      (path) =>
        !/^\/(package\.json|out(\/(main|preload|renderer)(\/.+\.(js|cjs|wasm|css|html|svg|png))?)?)$/.test(path),
    );
    expect(unexpected.filter((path) => !/^\/out\/\w+\/\w+$/.test(path))).toEqual([]);
    expect(await readdir(`${HOME}/locales`)).toEqual(['en-US.pak', 'zh-CN.pak']);
    expect(await readdir(`${HOME}/resources`)).toEqual(['app.asar', 'apparmor-profile', 'licences']);
  });

  test('the licence of every package that is in it, and those of Electron and Chromium', async () => {
    const text = await readFile(`${HOME}/resources/licences/THIRD-PARTY-LICENSES.txt`, 'utf8');
    const licences = collectLicences(bundledPackages());
    expect(licences.map(({ name }) => name)).toEqual(expect.arrayContaining(['react', 'zod', '@peculiar/x509']));
    for (const { name, version, text: own } of licences) {
      expect(text).toContain(`\n${name} ${version} (`);
      expect(text).toContain(own);
    }
    const installed = await readdir(HOME);
    expect(installed).toEqual(expect.arrayContaining(['LICENSE.electron.txt', 'LICENSES.chromium.html']));
  });
});

test('the program obeys nobody but itself: fuses as they are in the binary', async () => {
  const { version, ...wire } = await getCurrentFuseWire(`${HOME}/lanyard`);
  // WasmTrapHandlers is the ninth; this library does not know its name yet
  const on = [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, FuseV1Options.OnlyLoadAppFromAsar, 8];
  const states = Object.entries(wire).map(([position, state]) => ({
    position: Number(position),
    state: Number(state),
  }));
  expect(version).toBe('1');
  expect([8, 9]).toContain(states.length);
  for (const { position, state } of states) {
    expect(String.fromCharCode(state), `fuse ${position}`).toBe(on.includes(position) ? '1' : '0');
  }
});
