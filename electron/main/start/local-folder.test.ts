import { describe, expect, it } from 'vitest';
import { localUserDataDir } from './local-folder.ts';

const env = { LOCALAPPDATA: 'C:\\Users\\Ann\\AppData\\Local' };

describe('localUserDataDir', () => {
  it('keeps the key on this computer', () => {
    const dir = localUserDataDir({ platform: 'win32', env, isNamed: false });
    expect(dir).toBe('C:\\Users\\Ann\\AppData\\Local\\Lanyard');
  });

  it.each([
    ['another system', { platform: 'linux' as const, env, isNamed: false }],
    ['a folder that the user named', { platform: 'win32' as const, env, isNamed: true }],
    ['a Windows that tells none', { platform: 'win32' as const, env: {}, isNamed: false }],
    ['one that is no folder', { platform: 'win32' as const, env: { LOCALAPPDATA: 'x' }, isNamed: false }],
  ])('leaves alone %s', (_what, surroundings) => {
    expect(localUserDataDir(surroundings)).toBeNull();
  });
});
