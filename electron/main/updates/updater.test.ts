import { describe, expect, it, vi } from 'vitest';
import { UpdateError } from '../../../shared/errors/lanyard-error.ts';
import type { UpdateState } from '../../../shared/model/update.ts';
import type { Feed } from './feed.ts';
import type { Installer } from './installer.ts';
import { startUpdater, type UpdaterOptions } from './updater.ts';

// only handed on
const feed = { url: new URL('https://example.org/') } as Feed;

function setUp(installer: Partial<Installer> = {}, options: Partial<UpdaterOptions> = {}) {
  const states: UpdateState[] = [];
  const replaceAndStart = vi.fn();
  const fetch = vi.fn((onProgress: (fraction: number) => void) => {
    onProgress(0.5);
    return Promise.resolve();
  });
  const full = {
    findNewer: () => Promise.resolve<string | null>('2.0.0'),
    fetch,
    replaceAndStart,
    ...installer,
  };
  const prepareRestart = vi.fn(() => Promise.resolve());
  const loadInstaller = vi.fn(() => Promise.resolve(full));
  const updater = startUpdater({
    feed,
    loadInstaller,
    looksByItself: () => true,
    movingCount: () => 0,
    prepareRestart,
    onChanged: (state) => states.push(state),
    log: () => undefined,
    ...options,
  });
  return { updater, states, fetch, replaceAndStart, prepareRestart, loadInstaller };
}

describe('an updater', () => {
  it('goes from looking over fetching to the restart, each when told to', async () => {
    const { updater, states, fetch, replaceAndStart, prepareRestart } = setUp();
    await updater.check();
    expect(fetch).not.toHaveBeenCalled();
    await updater.download();
    expect(replaceAndStart).not.toHaveBeenCalled();
    await updater.restart();
    expect(states).toEqual([
      { kind: 'checking' },
      { kind: 'available', version: '2.0.0' },
      { kind: 'downloading', version: '2.0.0', fraction: 0 },
      { kind: 'downloading', version: '2.0.0', fraction: 0.5 },
      { kind: 'ready', version: '2.0.0' },
    ]);
    expect(replaceAndStart.mock.invocationCallOrder[0]).toBeGreaterThan(prepareRestart.mock.invocationCallOrder[0]!);
  });

  it('says when it looked and found nothing', async () => {
    const { updater } = setUp({ findNewer: () => Promise.resolve(null) });
    await updater.check();
    expect(updater.state()).toMatchObject({ kind: 'idle', checkedAtMs: expect.any(Number) as number });
  });

  it('never restarts while transfers run', async () => {
    let running = 1;
    const { updater, replaceAndStart, prepareRestart } = setUp({}, { movingCount: () => running });
    await updater.check();
    await updater.download();
    await expect(updater.restart()).rejects.toMatchObject({ code: 'UPDATE_BUSY' });
    expect(prepareRestart).not.toHaveBeenCalled();
    running = 0;
    await updater.restart();
    expect(replaceAndStart).toHaveBeenCalledOnce();
  });

  it.each([
    [new UpdateError('UPDATE_UNTRUSTED', 'x'), 'UPDATE_UNTRUSTED'],
    [new Error('anything'), 'UPDATE_UNREACHABLE'],
  ])('says why it failed, and looks again when told to: %s', async (error, code) => {
    const findNewer = vi.fn<() => Promise<string | null>>(() => Promise.reject(error));
    const { updater } = setUp({ findNewer });
    await updater.check();
    expect(updater.state()).toEqual({ kind: 'failed', error: { code, at: 'here' } });
    findNewer.mockResolvedValue('2.0.0');
    await updater.check();
    expect(updater.state()).toEqual({ kind: 'available', version: '2.0.0' });
  });

  it('restarts although something does not stop: the process ends', async () => {
    const prepare = (): Promise<void> => Promise.reject(new Error('no answer'));
    const { updater, replaceAndStart } = setUp({}, { prepareRestart: prepare });
    await updater.check();
    await updater.download();
    await updater.restart();
    expect(replaceAndStart).toHaveBeenCalledOnce();
  });

  it('loads its tools again when that did not work once', async () => {
    const { updater, loadInstaller } = setUp();
    loadInstaller.mockRejectedValueOnce(new Error('no disk'));
    await updater.check();
    expect(updater.state().kind).toBe('failed');
    await updater.check();
    expect(updater.state().kind).toBe('available');
  });

  it('does nothing out of turn', async () => {
    const { updater, fetch, replaceAndStart } = setUp();
    await updater.download();
    await updater.restart();
    expect(fetch).not.toHaveBeenCalled();
    expect(replaceAndStart).not.toHaveBeenCalled();
  });

  it('looks by itself after half a minute and every day, only when it may', async () => {
    vi.useFakeTimers();
    let may = false;
    const { loadInstaller } = setUp({ findNewer: () => Promise.resolve(null) }, { looksByItself: () => may });
    await vi.advanceTimersByTimeAsync(31_000);
    expect(loadInstaller).not.toHaveBeenCalled();
    may = true;
    await vi.advanceTimersByTimeAsync(24 * 3600_000);
    expect(loadInstaller).toHaveBeenCalledOnce();
    vi.useRealTimers();
  });

  it('is off without a feed', async () => {
    const { updater, loadInstaller } = setUp({}, { feed: null });
    await updater.check();
    expect(updater.state()).toEqual({ kind: 'off' });
    expect(loadInstaller).not.toHaveBeenCalled();
  });
});
