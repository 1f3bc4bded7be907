import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LISTENERS, REQUESTS } from '../../shared/ipc/contract.ts';
import { IPC_LIMITS } from '../../shared/ipc/limits.ts';
import { requestSchemas } from '../../shared/ipc/schemas.ts';
import { toPeerId, toTransferId } from '../../shared/model/ids.ts';
import { api } from './api.ts';

const electron = vi.hoisted(() => ({
  invoke: vi.fn((..._args: unknown[]) => Promise.resolve({ ok: true, value: null })),
  on: vi.fn(),
  off: vi.fn(),
  pathOf: new Map<unknown, string>(),
  /** Names of files that Electron throws at when it is asked for their path. */
  refused: new Set<string>(),
}));
vi.mock('electron', () => ({
  ipcRenderer: { invoke: electron.invoke, on: electron.on, off: electron.off },
  webUtils: {
    getPathForFile: (file: File) => {
      if (electron.refused.has(file.name)) throw new TypeError('not a file of this computer');
      return electron.pathOf.get(file) ?? '';
    },
  },
}));

const peerId = toPeerId('a'.repeat(64));

describe('api', () => {
  beforeEach(() => {
    vi.clearAllMocks();
    electron.pathOf.clear();
    electron.refused.clear();
  });

  it('has one function for each request and each event, and none besides', () => {
    expect(Object.keys(api).sort()).toEqual([...Object.keys(REQUESTS), ...Object.values(LISTENERS)].sort());
  });

  it('asks main under the name of the function', async () => {
    const transferId = toTransferId('b'.repeat(32));
    await api.moveTransfer({ transferId, to: 'first' });
    expect(electron.invoke.mock.calls).toEqual([['moveTransfer', { transferId, to: 'first' }]]);
  });

  it('fills in the paths of real files, and names what has none', async () => {
    const [real, pasted] = [new File(['x'], 'a'), new File(['x'], '/etc/hostname')];
    electron.pathOf.set(real, '/home/a/b');
    await api.sendFiles(peerId, [pasted, real]);
    const asked = { peerId, paths: ['/home/a/b'], withoutPath: ['/etc/hostname'] };
    expect(electron.invoke.mock.calls).toEqual([['sendFiles', asked]]);
  });

  it('names what has no path when nothing has one, too', async () => {
    await api.sendFiles(peerId, [new File(['x'], 'caf\u{fffd}.txt')]);
    const asked = { peerId, paths: [], withoutPath: ['caf\u{fffd}.txt'] };
    expect(electron.invoke.mock.calls).toEqual([['sendFiles', asked]]);
  });

  it('takes what throws when it is asked for its path for one without', async () => {
    const real = new File(['x'], 'a');
    electron.pathOf.set(real, '/home/a/b');
    electron.refused.add('odd');
    await api.sendFiles(peerId, [new File(['x'], 'odd'), real]);
    expect(electron.invoke.mock.calls).toEqual([['sendFiles', { peerId, paths: ['/home/a/b'], withoutPath: ['odd'] }]]);
  });

  it('asks for nothing that main would refuse: the longest name, a path that is none', async () => {
    const [long, relative] = [new File(['x'], 'n'.repeat(5_000)), new File(['x'], 'r')];
    electron.pathOf.set(relative, 'not/absolute');
    await api.sendFiles(peerId, [long, relative]);
    const [, asked] = electron.invoke.mock.calls[0] as [string, unknown];
    expect(requestSchemas.sendFiles.safeParse([asked]).success).toBe(true);
    expect(asked).toEqual({ peerId, paths: [], withoutPath: ['n'.repeat(IPC_LIMITS.nameUnits), 'r'] });
  });

  it('asks nothing when there is nothing', async () => {
    const reply = await api.sendFiles(peerId, []);
    expect(reply).toEqual({ ok: false, error: { code: 'TRANSFER_NOTHING_TO_SEND', at: 'here' } });
    expect(electron.invoke).not.toHaveBeenCalled();
  });

  it('asks nothing when there are more things than main takes, and says so', async () => {
    const files = Array.from({ length: IPC_LIMITS.paths + 1 }, (_, n) => new File([], `${n}`));
    for (const file of files) electron.pathOf.set(file, `/home/a/${file.name}`);
    const reply = await api.sendFiles(peerId, files);
    expect(reply).toEqual({ ok: false, error: { code: 'TRANSFER_TOO_MANY_THINGS', at: 'here' } });
    expect(electron.invoke).not.toHaveBeenCalled();
    expect(await api.sendFiles(peerId, files.slice(1))).toMatchObject({ ok: true });
  });

  it('takes no paths from the page, however it calls', () => {
    const sendFiles = api.sendFiles as (...args: unknown[]) => unknown;
    expect(() => sendFiles({ peerId, paths: ['/etc/hostname'] })).toThrow(TypeError);
    expect(() => sendFiles(peerId, { paths: ['/etc/hostname'] })).toThrow(TypeError);
    expect(electron.invoke).not.toHaveBeenCalled();
  });

  it('hands on what an event says, without the event, until it is told to stop', () => {
    const heard = vi.fn();
    const stop = api.onPeersChanged(heard);
    const [channel, forward] = electron.on.mock.calls[0] as [string, (event: unknown, payload: unknown) => void];
    expect(channel).toBe('peers:changed');
    forward({ sender: 'never to be seen by the page' }, []);
    expect(heard.mock.calls).toEqual([[[]]]);
    stop();
    expect(electron.off).toHaveBeenCalledWith('peers:changed', forward);
  });
});
