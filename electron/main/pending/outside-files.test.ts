import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { leaveFiles } from './hand-over.ts';
import { setupOutsideFiles } from './outside-files.ts';
import { createPendingSends, type PendingSends } from './pending-sends.ts';

vi.mock('electron', () => ({ app: { whenReady: () => Promise.resolve(), on: () => undefined } }));

describe('setupOutsideFiles', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'lanyard-outside-'));
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => {
    rmSync(home, { recursive: true });
    vi.restoreAllMocks();
  });
  const folder = (): string => join(home, 'hand-over');

  function setup(pending: PendingSends) {
    const tell = vi.fn();
    const log = vi.fn();
    const files = setupOutsideFiles({ folder: folder(), pending, showWindow: () => undefined, tell, log });
    return { files, tell, log };
  }

  function start(name: string, startedAtMs: number): void {
    writeFileSync(join(home, name), '');
    leaveFiles(folder(), { paths: [join(home, name)], unusable: [], startedAtMs });
  }

  it('gathers a selection for each file of which Explorer starts Lanyard once', async () => {
    const pending = createPendingSends(() => undefined);
    const { files } = setup(pending);
    for (let n = 0; n < 10; n += 1) {
      start(`photo ${n}.jpg`, n * 200);
      files.take();
    }
    await vi.waitFor(() => expect(pending.current()).toEqual({ id: 1, title: 'photo 0.jpg', itemCount: 10 }));
  });

  it('takes the next lot when one could not be had', async () => {
    const put = vi
      .fn<PendingSends['put']>(() => 0)
      .mockImplementationOnce(() => {
        throw new Error('the page is gone');
      });
    const { files, log } = setup({ ...createPendingSends(() => undefined), put });
    start('a', 0);
    files.take();
    start('b', 60_000);
    files.take();
    await vi.waitFor(() => expect(put).toHaveBeenCalledTimes(2));
    expect(log).toHaveBeenCalledWith('main', expect.objectContaining({ message: 'files from outside are lost' }));
  });

  it('tells, in the window and on the terminal, what is left out and why', async () => {
    const { files, tell } = setup(createPendingSends(() => undefined));
    const unusable = [{ name: 'file:///caf%E9.txt', why: 'notText' as const }];
    leaveFiles(folder(), { paths: [home, join(home, 'gone')], unusable, startedAtMs: 0 });
    files.take();
    await vi.waitFor(() => expect(tell).toHaveBeenCalledOnce());
    const [message] = tell.mock.calls[0] as [string];
    expect(message).toContain('1 of the things to send is not on this computer:\n• gone');
    expect(message).toContain('not valid text');
    expect(message).toContain('• caf%E9.txt');
    expect(message).toContain('The rest is taken.');
    expect(console.error).toHaveBeenCalledWith(message);
  });
});
