import { describe, expect, it } from 'vitest';
import { toPeerId } from '../../../shared/model/ids.ts';
import { DEFAULT_SETTINGS } from '../../../shared/model/settings.ts';
import { toEngineSettings } from './engine-settings.ts';

const defaults = { deviceName: 'bobs-laptop', inboxDir: '/home/bob/Downloads', port: 53_420 };

describe('toEngineSettings()', () => {
  it('fills in what nobody chose', () => {
    expect(toEngineSettings(DEFAULT_SETTINGS, defaults)).toEqual({
      name: 'bobs-laptop',
      inboxDir: '/home/bob/Downloads',
      port: 53_420,
      peerFolders: {},
      existingNames: 'skip-identical',
      isReceiving: true,
      isVisible: true,
      interfaces: null,
      uploadLimit: null,
      downloadLimit: null,
    });
  });

  it('takes what the user chose before any default, port 0 too', () => {
    const chosen = {
      peerFolders: { [toPeerId('a'.repeat(64))]: '/films' },
      existingNames: 'ask',
      isReceiving: false,
      isVisible: false,
      interfaces: ['eth0'],
      port: 0,
      uploadLimit: 100_000,
      downloadLimit: 200_000,
    } as const;
    const settings = { ...DEFAULT_SETTINGS, ...chosen, deviceName: 'Studio', inboxDir: '/in' };
    expect(toEngineSettings(settings, defaults)).toEqual({ ...chosen, name: 'Studio', inboxDir: '/in' });
  });
});
