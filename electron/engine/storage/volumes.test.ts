import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { toMounts, volumeOf } from './volumes.ts';

describe('where a path is', () => {
  it('knows the mounts of Linux, those with spaces and names of other alphabets too', () => {
    const table = [
      '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
      '60 22 0:52 / /mnt/My\\040share rw,relatime - cifs //nas/a rw',
      `61 22 0:53 / ${Buffer.from('/mnt/照片').toString('latin1')} rw - fuse.sshfs x rw`,
      '',
    ].join('\n');
    expect(toMounts(table)).toEqual(new Set(['/', '/mnt/My share', '/mnt/照片']));
  });

  it.runIf(process.platform === 'linux')('is the mount that is nearest above it', () => {
    expect(volumeOf('/proc/version')).toBe('/proc');
    expect(volumeOf('/proc')).toBe('/proc');
    expect(volumeOf('/')).toBe('/');
    expect(volumeOf(path.join(import.meta.dirname, 'x'))).not.toBe('/proc');
  });
});
