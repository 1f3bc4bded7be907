import { describe, expect, it } from 'vitest';
import { isInstalled } from './node-modules.mjs';
import { withoutInstalled } from './system-libraries.mjs';

describe('isInstalled()', () => {
  const locked = {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/only-on-mac': { version: '1.0.0', optional: true },
  };

  it('is content without what is optional', () => {
    expect(isInstalled(locked, { 'node_modules/a': { version: '1.0.0' } })).toBe(true);
  });

  it.each([
    ['a package is missing', {}],
    ['a package has another version', { 'node_modules/a': { version: '1.0.1' } }],
    ['there is one too many', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } }],
  ])('is not content when %s', (_case, installed) => {
    expect(isInstalled(locked, installed)).toBe(false);
  });
});

describe('withoutInstalled()', () => {
  const wanted = [['libnss3'], ['libasound2', 'libasound2t64'], ['xvfb'], ['unzip']];

  it('finds a library under either of its names', () => {
    const dpkg = 'libnss3 installed\nlibasound2t64 installed\nxvfb installed\nunzip installed\n';
    expect(withoutInstalled(wanted, dpkg)).toEqual([]);
  });

  it('takes a removed package for missing', () => {
    const dpkg = 'libnss3 installed\nlibasound2 installed\nunzip config-files\n';
    expect(withoutInstalled(wanted, dpkg)).toEqual([['xvfb'], ['unzip']]);
  });
});
