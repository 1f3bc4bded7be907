import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import type { DiskSpeed } from '../../../shared/model/connection-test.ts';
import { FakeConnection } from '../testing/fake-connection.ts';
import { RateLimiter } from '../transfer/rate-limiter.ts';
import { TestService } from './serve-test.ts';

const SPEED: DiskSpeed = { writeBytesPerSec: 10, readBytesPerSec: null, filesPerSec: 3 };
const MIB = 1024 * 1024;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function serve({ isKnown = true, disk = () => Promise.resolve(SPEED) } = {}) {
  const connection = new FakeConnection('server');
  const limiter = new RateLimiter(null);
  const measured = vi.fn(disk);
  const service = new TestService({
    connection,
    isKnown,
    uploads: limiter,
    downloads: limiter,
    isBusy: () => true,
    disk: measured,
  });
  return { connection, measured, done: service.run() };
}

describe('a test that is served', () => {
  it('echoes with the room that is left', async () => {
    const { connection } = serve();
    connection.sends('12345');
    connection.says({ type: 'probe', number: 4 });
    const room = 256 * MIB - 5;
    expect(await connection.sentOf('echo')).toEqual({ type: 'echo', number: 4, room, isLimited: false, isBusy: true });
  });

  it('sends what is pulled, and no more than there is room for', async () => {
    const { connection } = serve({ isKnown: false });
    connection.says({ type: 'pull', number: 1, bytes: 2 ** 50, timeMs: 5_000 });
    expect(await connection.sentOf('echo')).toMatchObject({ number: 1, room: 0 });
    const frames = (32 * MIB) / (64 * 1024);
    expect(connection.dataBytes).toBe(32 * MIB + frames * 5);
  });

  it('tells of its disk once', async () => {
    const { connection, measured } = serve();
    connection.says({ type: 'disk-query' });
    expect(await connection.sentOf('disk')).toEqual({ type: 'disk', code: 0, write: 10, read: null, files: 3 });
    connection.says({ type: 'disk-query' });
    await vi.waitFor(() => expect(connection.closedWith).toMatchObject({ code: 'PROTOCOL_TOO_LARGE' }));
    expect(measured).toHaveBeenCalledOnce();
  });

  it('does not touch its disk for a stranger', async () => {
    const { connection, measured } = serve({ isKnown: false });
    connection.says({ type: 'disk-query' });
    expect(await connection.sentOf('disk')).toEqual({ type: 'disk', code: 207, write: 0, read: 0, files: 0 });
    expect(measured).not.toHaveBeenCalled();
  });

  it('tells why a disk cannot be measured', async () => {
    const { connection } = serve({ disk: () => Promise.reject(new StorageError('STORAGE_FULL', 'full')) });
    connection.says({ type: 'disk-query' });
    expect(await connection.sentOf('disk')).toMatchObject({ code: 400 });
  });

  it('answers 200 probes and 20 pulls', async () => {
    const { connection } = serve();
    const probe = (): void => connection.says({ type: 'probe', number: 1 });
    for (let n = 0; n < 200; n++) probe();
    expect(probe).toThrow(expect.objectContaining({ code: 'PROTOCOL_TOO_LARGE' }));
    for (let n = 0; n < 21; n++) connection.says({ type: 'pull', number: 1, bytes: 1, timeMs: 1 });
    await vi.waitFor(() => expect(connection.closedWith).toMatchObject({ code: 'PROTOCOL_TOO_LARGE' }));
  });

  it('is over after a minute, whatever is asked', async () => {
    const { connection, done } = serve();
    await vi.advanceTimersByTimeAsync(59_999);
    expect(connection.isOpen).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(connection.closedWith).toMatchObject({ code: 'PEER_TIMED_OUT' });
    await done;
  });
});
