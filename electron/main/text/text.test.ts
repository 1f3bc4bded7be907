import { describe, expect, it } from 'vitest';
import { offerOf, transferOf } from '../testing/fixtures.ts';
import { ERROR_CODES, type ErrorCode } from '../../../shared/errors/codes.ts';
import { cleanName, menuLabel } from './clean-name.ts';
import { errorText } from './desktop-text.ts';
import { endNotice, offerNotice, pauseNotice, quitQuestion, windowTitle } from './text.ts';

describe('cleanName', () => {
  it.each([
    ['Bob’s laptop 林 🦊', 'Bob’s laptop 林 🦊'],
    ['  a \t\r\n b  ', 'a b'],
    ['invoice\u202Egpj.exe', 'invoicegpj.exe'],
    ['\u2066a\u2069\u200b\ufeff', 'a'],
    ['\u001b[31mred', '[31mred'],
    ['a\u2028b', 'a b'],
    ['\ud800x', 'x'],
    ['', ''],
  ])('turns %j into %j', (name, clean) => {
    expect(cleanName(name)).toBe(clean);
  });

  it('cuts at 40 characters as people count them', () => {
    const clean = cleanName('👩‍👩‍👧'.repeat(100));
    expect([...new Intl.Segmenter('en').segment(clean)]).toHaveLength(40);
    expect(clean.endsWith('…')).toBe(true);
  });
});

describe('offerNotice', () => {
  it('says who, what and how much', () => {
    expect(offerNotice(offerOf(), 'linux')).toEqual({
      title: 'Bob wants to send you 3 files',
      body: '318 MB · not verified yet',
    });
  });

  it.each([
    [{ fileCount: 1 }, 'Bob wants to send you 1 file'],
    [{ fileCount: 12_345 }, 'Bob wants to send you 12,345 files'],
    [{ fileCount: 0, directoryCount: 1 }, 'Bob wants to send you 1 folder'],
    [{ fileCount: 0, directoryCount: 2 }, 'Bob wants to send you 2 folders'],
    [{ peerName: '\u200b' }, 'A device wants to send you 3 files'],
  ])('counts %j', (changes, title) => {
    expect(offerNotice(offerOf(changes), 'linux').title).toBe(title);
  });

  it.each([
    [0, 'linux', '0 bytes'],
    [1, 'linux', '1 byte'],
    [999, 'linux', '999 bytes'],
    [1_500, 'darwin', '2 kB'],
    [1_048_576, 'win32', '1.0 MB'],
    [8_400_000_000, 'linux', '8.4 GB'],
    [2 ** 53, 'linux', '9.0 PB'],
  ] as const)('writes %d bytes on %s as %s', (totalBytes, platform, text) => {
    expect(offerNotice(offerOf({ totalBytes }), platform).body).toBe(`${text} · not verified yet`);
  });
});

describe('endNotice', () => {
  it('says what arrived', () => {
    expect(endNotice(transferOf({ state: 'done', filesDone: 24 }))).toEqual({
      title: 'Received 24 files from Bob',
      body: '“Photos”',
    });
  });

  it('says how much of it arrived', () => {
    const notice = endNotice(transferOf({ state: 'partial', filesDone: 24, filesTotal: 26, filesFailed: 2 }));
    expect(notice).toEqual({
      title: 'Received 24 of 26 files from Bob',
      body: '“Photos”: 2 files could not be saved. Open Lanyard to see why.',
    });
  });

  it('says that nothing more will come', () => {
    const error = { code: 'PEER_CLOSED', at: 'here' } as const;
    expect(endNotice(transferOf({ state: 'failed', error }))).toEqual({
      title: 'The transfer from Bob failed',
      body: '“Photos”: The connection to Bob was lost',
    });
  });

  it('says that empty folders arrived', () => {
    expect(endNotice(transferOf({ state: 'done', filesDone: 0 }))?.title).toBe('Received a folder from Bob');
  });

  it.each([
    [{ state: 'done', filesDone: 1 }, 'Sent 1 file to Bob'],
    [{ state: 'partial', filesDone: 1_234, filesTotal: 1_236, filesFailed: 2 }, 'Sent 1,234 of 1,236 files to Bob'],
    [{ state: 'failed' }, 'The transfer to Bob failed'],
    [{ state: 'declined' }, 'Bob declined'],
  ] as const)('says what became of a send: %j', (changes, title) => {
    expect(endNotice(transferOf({ direction: 'send', ...changes }))?.title).toBe(title);
  });

  it.each(['active', 'waiting', 'paused', 'cancelled', 'declined'] as const)('says nothing about %s', (state) => {
    expect(endNotice(transferOf({ state }))).toBeNull();
  });

  it('keeps a title from being read as markup', () => {
    const notice = endNotice(transferOf({ state: 'done', title: '<img src="x">&amp;' }));
    expect(notice?.body).toBe('“‹img src="x"›＆amp;”');
  });
});

describe('pauseNotice', () => {
  it.each([
    [{ at: 'here', shortBytes: 3_200_000_000 }, '“Photos”: Free 3.2 GB, then continue'],
    [{ at: 'here' }, '“Photos”: Make room on this computer, then continue'],
    [
      { at: 'there', shortBytes: 1_000_000 },
      '“Photos”: Bob has no room (1.0 MB more needed): it goes on when there is',
    ],
    [{ at: 'there' }, '“Photos”: Bob has no room: it goes on when there is'],
  ] as const)('says what a full disk needs: %j', (full, body) => {
    const error = { code: 'STORAGE_FULL', ...full } as const;
    expect(pauseNotice(transferOf({ state: 'paused', error }))).toEqual({
      title: 'The transfer from Bob is paused',
      body,
    });
  });

  it('says what else is wrong with a disk', () => {
    const error = { code: 'STORAGE_MISSING', at: 'here' } as const;
    expect(pauseNotice(transferOf({ direction: 'send', state: 'paused', error }))).toEqual({
      title: 'The transfer to Bob is paused',
      body: '“Photos”: The folder is gone',
    });
  });
});

describe('windowTitle', () => {
  it.each([
    [null, 'Lanyard'],
    [0, '0% · Lanyard'],
    [0.429, '42% · Lanyard'],
    [0.999, '99% · Lanyard'],
    [1, '100% · Lanyard'],
  ])('of %s is %j', (fraction, title) => {
    expect(windowTitle(fraction)).toBe(title);
  });
});

describe('quitQuestion', () => {
  it.each([
    [1, '1 transfer is running.', 'It goes on when Lanyard is started again.'],
    [2, '2 transfers are running.', 'They go on when Lanyard is started again.'],
  ])('counts %d', (count, message, detail) => {
    expect(quitQuestion(count)).toEqual({ message, detail, buttons: ['Quit', 'Keep Running'] });
  });
});

describe('errorText', () => {
  it('has words for every code on either side', () => {
    for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
      for (const at of ['here', 'there'] as const) {
        const text = errorText({ code, at, shortBytes: 1_000_000 }, 'Bob');
        expect(text).not.toMatch(/[{}]|errors\./);
      }
    }
  });
});

describe('menuLabel', () => {
  it('shows an ampersand as one', () => {
    expect(menuLabel('Tom & Jerry')).toBe('Tom && Jerry');
  });
});
