import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import { toPeerId } from '../../../shared/model/ids.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/model/settings.ts';
import type { LogLine } from '../../engine/engine-api.ts';
import { createSettingsKeeper, type SettingsKeeperOptions } from './settings-keeper.ts';

const peerId = toPeerId('a'.repeat(64));
const other = toPeerId('b'.repeat(64));

let dir = '';
let file = '';
let lines: LogLine[] = [];
let interfaces: { name: string; addresses: string[] }[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lanyard-settings-'));
  file = join(dir, 'settings.json');
  lines = [];
  interfaces = [];
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** The keeper of an app that starts now. */
function open(changes: Partial<SettingsKeeperOptions> = {}) {
  return createSettingsKeeper({
    file,
    describe: () => ({
      defaults: { deviceName: 'bobs-laptop', inboxDir: '/home/bob/Downloads', port: 53_420 },
      interfaces,
      abilities: { tray: true, loginItem: true, updates: true },
      languages: [{ tag: 'en', name: 'English' }],
      systemLanguage: 'en',
      appVersion: '1.0.0',
    }),
    isSpoken: (tag) => tag === 'en',
    log: (_area, line) => lines.push(line),
    ...changes,
  });
}

const onDisk = async () => JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
const keep = (content: object) => writeFile(file, JSON.stringify(content));

describe('reading', () => {
  it('starts with the defaults, and writes nothing by itself', async () => {
    const keeper = open();
    expect(keeper.current()).toEqual(DEFAULT_SETTINGS);
    expect(keeper.view()).toMatchObject({ brokenFile: null, defaults: { deviceName: 'bobs-laptop' } });
    expect(await readdir(dir)).toEqual([]);
  });

  it('takes a file of an earlier version, which knew fewer settings', async () => {
    await keep({ version: 1, deviceName: 'Studio', theme: 'dark' });
    expect(open().current()).toEqual({ ...DEFAULT_SETTINGS, deviceName: 'Studio', theme: 'dark' });
    expect(lines).toEqual([]);
  });

  it('keeps for a later version what only that one understands', async () => {
    const later = { version: 7, theme: 'sepia', deviceName: 'Studio', pairing: { trusted: ['x'] } };
    await keep(later);
    const keeper = open();
    expect(keeper.current()).toEqual({ ...DEFAULT_SETTINGS, deviceName: 'Studio' });
    await keeper.change({ isVisible: false });
    expect(await onDisk()).toEqual({ ...later, isVisible: false });
  });

  it('looks at each setting by itself and logs the names of bad ones', async () => {
    await keep({
      version: 1,
      deviceName: 'Bob\u202Egpj',
      inboxDir: 'relative',
      port: 70_000,
      uploadLimit: 1,
      language: 'tlh',
      theme: 'dark',
      isReceiving: 'no',
      interfaces: [],
      usesTray: false,
    });
    expect(open().current()).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark', usesTray: false });
    expect(lines.map(({ facts }) => facts?.['name']).sort()).toEqual([
      'deviceName',
      'inboxDir',
      'interfaces',
      'isReceiving',
      'language',
      'port',
      'uploadLimit',
    ]);
    expect(JSON.stringify(lines)).not.toContain('gpj');
  });

  it('leaves out a folder that makes no sense, not the others', async () => {
    await keep({ peerFolders: { [peerId]: '/films', [other]: 'films', nobody: '/films' } });
    expect(open().current().peerFolders).toEqual({ [peerId]: '/films' });
    expect(lines).toHaveLength(1);
  });
});

describe('a broken file', () => {
  it.each(['', '{"deviceName": "Stu', '[]', 'null', '\u0000\u0000', 'x'.repeat(8 * 1024 * 1024 + 1)])(
    'is kept aside and said (%#)',
    async (text) => {
      await writeFile(file, text);
      const keeper = open();
      expect(keeper.current()).toEqual(DEFAULT_SETTINGS);
      const { brokenFile } = keeper.view();
      expect(brokenFile).toMatch(/^settings\.broken-\d{4}-\d\d-\d\d\.json$/);
      expect(await readdir(dir)).toEqual([brokenFile]);
      expect(await readFile(join(dir, brokenFile!), 'utf8')).toBe(text);

      await keeper.change({ theme: 'dark' });
      expect((await readdir(dir)).sort()).toEqual([brokenFile, 'settings.json']);
      expect(open().view()).toMatchObject({ brokenFile: null, settings: { theme: 'dark' } });
    },
  );

  it('is said until that is dismissed', async () => {
    await writeFile(file, '{');
    const keeper = open();
    const listener = vi.fn();
    keeper.onChanged(listener);
    keeper.dismissBroken();
    expect(keeper.view().brokenFile).toBeNull();
    expect(listener.mock.calls).toEqual([[keeper.view(), keeper.current()]]);
  });

  it('may be a folder', async () => {
    await mkdir(join(file, 'sub'), { recursive: true });
    expect(open().view().brokenFile).toMatch(/^settings\.broken-/);
  });
});

describe('changing', () => {
  it('holds after a restart, and only what was chosen is written', async () => {
    const keeper = open();
    await keeper.change({ deviceName: 'Studio', port: 0, theme: undefined });
    await keeper.setInboxDir('/in');
    await keeper.setPeerFolder(peerId, '/films');
    expect(await onDisk()).toEqual({
      version: 1,
      deviceName: 'Studio',
      port: 0,
      inboxDir: '/in',
      peerFolders: { [peerId]: '/films' },
    });
    expect(open().current()).toEqual(keeper.current());
    await keeper.setPeerFolder(peerId, null);
    await keeper.setInboxDir(null);
    expect(open().current()).toEqual({ ...DEFAULT_SETTINGS, deviceName: 'Studio', port: 0 });
  });

  it('loses none of many changes at once', async () => {
    const keeper = open();
    const ids = Array.from({ length: 20 }, (_, n) => toPeerId(n.toString(16).padStart(64, '0')));
    await Promise.all(ids.map((id, n) => keeper.setPeerFolder(id, `/folder ${n}`)));
    expect(Object.keys(open().current().peerFolders)).toHaveLength(20);
  });

  it('says that there is no room for one more folder, and still changes those there are', async () => {
    const ids = Array.from({ length: 1_000 }, (_, n) => toPeerId(n.toString(16).padStart(64, '0')));
    await keep({ peerFolders: Object.fromEntries(ids.map((id) => [id, `/${'long folder/'.repeat(300)}`])) });
    const keeper = open();
    await expect(keeper.setPeerFolder(peerId, '/films')).rejects.toMatchObject({ code: 'SETTINGS_TOO_MANY_FOLDERS' });
    await keeper.setPeerFolder(ids[0]!, '/films');
    expect(keeper.current().peerFolders[ids[0]!]).toBe('/films');
    await keeper.setPeerFolder(ids[1]!, null);
    await keeper.setPeerFolder(peerId, '/films');
    expect(Object.keys(keeper.current().peerFolders)).toHaveLength(1_000);
  });

  it('tells every listener the new state and the one before, once the disk has it', async () => {
    const keeper = open();
    const seen: unknown[] = [];
    const stop = keeper.onChanged((view, before) =>
      seen.push(view.settings.theme, before.theme, open().current().theme),
    );
    await keeper.change({ theme: 'dark' });
    stop();
    await keeper.change({ theme: 'light' });
    expect(seen).toEqual(['dark', 'system', 'dark']);
  });

  it('changes nothing when the disk refuses, and goes on afterwards', async () => {
    const keeper = open();
    const listener = vi.fn();
    keeper.onChanged(listener);
    await mkdir(join(file, 'in the way'), { recursive: true });
    await expect(keeper.change({ theme: 'dark' })).rejects.toBeInstanceOf(StorageError);
    expect(keeper.current()).toEqual(DEFAULT_SETTINGS);
    expect(listener).not.toHaveBeenCalled();
    await rm(file, { recursive: true });
    await keeper.change({ isVisible: false });
    expect(await onDisk()).toEqual({ version: 1, isVisible: false });
  });

  it('changes nothing when what has to be done before does not work', async () => {
    const seen: [Settings, Settings][] = [];
    const prepare = (next: Settings, before: Settings): Promise<void> => {
      seen.push([next, before]);
      return Promise.reject(new StorageError('STORAGE_DENIED', 'no'));
    };
    const keeper = open({ prepare });
    await expect(keeper.change({ startsAtLogin: true })).rejects.toMatchObject({ code: 'STORAGE_DENIED' });
    expect(seen).toEqual([[{ ...DEFAULT_SETTINGS, startsAtLogin: true }, DEFAULT_SETTINGS]]);
    expect(keeper.current().startsAtLogin).toBe(false);
    expect(await readdir(dir)).toEqual([]);
  });

  it.each([{ language: 'tlh' }, { port: -1 }, { deviceName: ' ' }])('refuses %j', async (patch) => {
    const keeper = open();
    await expect(keeper.change(patch)).rejects.toMatchObject({ code: 'IPC_BAD_ARGS' });
    expect(await readdir(dir)).toEqual([]);
  });

  it('refuses a folder that is not absolute', async () => {
    await expect(open().setInboxDir('in')).rejects.toMatchObject({ code: 'IPC_BAD_ARGS' });
    await expect(open().setPeerFolder(peerId, 'in')).rejects.toMatchObject({ code: 'IPC_BAD_ARGS' });
  });
});

describe('refresh()', () => {
  it('tells when what is around the settings is another, and only then', () => {
    const keeper = open();
    const listener = vi.fn();
    keeper.onChanged(listener);
    keeper.refresh();
    interfaces = [{ name: 'wlan0', addresses: ['192.168.0.7'] }];
    keeper.refresh();
    keeper.refresh();
    expect(listener).toHaveBeenCalledTimes(1);
    expect(listener.mock.calls[0]?.[0]).toMatchObject({ interfaces });
  });
});
