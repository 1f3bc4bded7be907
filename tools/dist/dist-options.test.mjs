import { describe, expect, it } from 'vitest';
import { builderArguments, linuxTargets, readDistOptions } from './dist-options.mjs';

describe('readDistOptions()', () => {
  it.each(
    /** @type {const} */ ([
      ['linux', '--linux'],
      ['win32', '--win'],
      ['darwin', '--mac'],
    ]),
  )('builds for the current platform, %s, when none is named', (platform, flag) => {
    expect(builderArguments(readDistOptions([], platform))).toEqual([flag]);
  });

  it('takes targets after their platform and hands on the rest', () => {
    const options = readDistOptions(['--linux', 'deb', 'tar.gz', '--win', '-c.deb.compression=xz'], 'darwin');
    expect(builderArguments(options)).toEqual(['--linux', 'deb', 'tar.gz', '--win', '-c.deb.compression=xz']);
    expect(linuxTargets(options)).toEqual(new Set(['deb', 'tar.gz']));
  });

  it('knows which packing tools all of Linux needs', () => {
    expect(linuxTargets(readDistOptions([], 'linux'))).toEqual(new Set(['deb', 'appimage', 'tar.gz']));
    expect(linuxTargets(readDistOptions(['--win'], 'linux'))).toEqual(new Set());
  });

  it('refuses a target of no platform', () => {
    expect(() => readDistOptions(['deb'], 'linux')).toThrow('--linux deb');
  });
});
