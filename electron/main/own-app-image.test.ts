import { describe, expect, it } from 'vitest';
import { ownAppImage } from './own-app-image.ts';

const APPIMAGE = '/home/ann/Lanyard.AppImage';

describe.skipIf(process.platform === 'win32')('ownAppImage()', () => {
  it.each([
    ['is the file that the program was unpacked from', '/run/a/lanyard', { APPIMAGE, APPDIR: '/run/a' }, APPIMAGE],
    [
      'is not that of the terminal',
      '/opt/Lanyard/lanyard',
      { APPIMAGE: '/home/ann/Term.AppImage', APPDIR: '/run/t' },
      null,
    ],
    ['is not that of a neighbour', '/run/ab/lanyard', { APPIMAGE, APPDIR: '/run/a' }, null],
    ['is none for an installed program', '/opt/Lanyard/lanyard', {}, null],
    ['is none with empty variables', '/opt/Lanyard/lanyard', { APPIMAGE: '', APPDIR: '' }, null],
  ])('%s', (_, execPath, env, expected) => {
    expect(ownAppImage(execPath, env)).toBe(expected);
  });
});
