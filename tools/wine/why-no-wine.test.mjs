import { describe, expect, it } from 'vitest';
import { whyNoWine } from './why-no-wine.mjs';

const ROOT_ON_DEBIAN = { platform: 'linux', arch: 'x64', hasWine: false, isDebianLike: true, isRoot: true };

describe('whyNoWine()', () => {
  it('has no reason where Wine is, whoever asks', () => {
    expect(whyNoWine({ ...ROOT_ON_DEBIAN, hasWine: true, isDebianLike: false, isRoot: false })).toBeNull();
  });

  it('has no reason where root can install it', () => {
    expect(whyNoWine(ROOT_ON_DEBIAN)).toBeNull();
  });

  it.each([
    ['Windows', { platform: 'win32' }, /Linux on x64/],
    ['another processor', { arch: 'arm64', hasWine: true }, /Linux on x64/],
    ['another distribution', { isDebianLike: false }, /Debian and Ubuntu only/],
    ['an ordinary user', { isRoot: false }, /only root .* apt-get install wine wine64/],
  ])('says what is missing on or for %s', (_where, machine, reason) => {
    expect(whyNoWine({ ...ROOT_ON_DEBIAN, ...machine })).toMatch(reason);
  });
});
