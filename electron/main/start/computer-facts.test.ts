import { existsSync } from 'node:fs';
import { isAbsolute, join, parse } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { currentDir, downloadsDir, leaveRemovedFolder } from './computer-facts.ts';

vi.mock('electron', () => ({
  app: {
    getPath: () => {
      throw new Error("Failed to get 'downloads' path");
    },
  },
}));

describe('facts of a computer that does not tell them', () => {
  afterEach(() => vi.restoreAllMocks());

  it('give a folder that is not there for one that was removed', () => {
    expect(currentDir()).toBe(process.cwd());
    vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw Object.assign(new Error('ENOENT: uv_cwd'), { code: 'ENOENT' });
    });
    expect(isAbsolute(currentDir())).toBe(true);
    expect(existsSync(currentDir())).toBe(false);
  });

  it('leave a folder that was removed, and no other', () => {
    const chdir = vi.spyOn(process, 'chdir').mockImplementation(() => undefined);
    leaveRemovedFolder();
    expect(chdir).not.toHaveBeenCalled();
    vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw new Error('ENOENT: uv_cwd');
    });
    leaveRemovedFolder();
    expect(chdir).toHaveBeenCalledWith(parse(process.execPath).root);
  });

  it('give the usual folder where the desktop names none', () => {
    expect(downloadsDir('/home/ann')).toBe(join('/home/ann', 'Downloads'));
  });
});
