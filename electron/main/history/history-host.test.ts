import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure, success } from '../../../shared/errors/result.ts';
import { HISTORY_FAILED } from '../../history/history-api.ts';
import { transferIdOf } from '../testing/fixtures.ts';
import { HistoryHost } from './history-host.ts';

// a real thread that answers as the history's does (birpc's messages: t type, i id, m method, a arguments, r result)
const THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const ok = (value) => ({ ok: true, value });
  const answers = {
    open: ({ file }) => workerData.run === 1 && file === '/damaged' ? { ok: false, error: { code: 'HISTORY_FAILED' } } : ok(null),
    settle: () => ok(workerData.run),
    drop: () => process.exit(),
    close: () => ok(null),
  };
  parentPort.on('message', ({ i, m, a }) => parentPort.postMessage({ t: 's', i, r: answers[m](...a) }));
`;

let threads: Worker[] = [];
let gone = 0;

function createHost(file = '/history'): HistoryHost {
  return new HistoryHost({
    createThread: () => {
      const thread = new Worker(THREAD, { eval: true, workerData: { run: threads.length + 1 } });
      threads.push(thread);
      return thread;
    },
    file,
    running: () => null,
    onLog: () => undefined,
    onChecks: () => undefined,
    onGone: () => void (gone += 1),
  });
}

beforeEach(() => void ([threads, gone] = [[], 0]));
afterEach(() => Promise.all(threads.map((thread) => thread.terminate())));

describe('HistoryHost', () => {
  it('starts no thread before somebody needs one', async () => {
    const host = createHost();
    expect(await host.askIfThere((thread) => thread.settle([]))).toBeNull();
    await host.stop();
    expect(threads).toEqual([]);
  });

  it('asks the thread that is there', async () => {
    const host = createHost();
    expect(await host.ask((thread) => thread.settle([]))).toEqual(success(1));
    expect(await host.askIfThere((thread) => thread.settle([]))).toEqual(success(1));
  });

  it('ends the thread when it stops, and starts no other', async () => {
    const host = createHost();
    await host.ask((thread) => thread.settle([]));
    const exited = once(threads[0]!, 'exit');
    await host.stop();
    await exited;
    expect(await host.ask((thread) => thread.settle([]))).toEqual(failure(HISTORY_FAILED));
    expect(threads).toHaveLength(1);
  });

  it('tells that a thread has died, and starts another when one is needed again', async () => {
    const host = createHost();
    await host.ask((thread) => thread.settle([]));
    expect(await host.ask((thread) => thread.drop(transferIdOf('1')))).toEqual(failure(HISTORY_FAILED));
    await expect.poll(() => gone).toBe(1);
    expect(await host.ask((thread) => thread.settle([]))).toEqual(success(2));
  });

  it('tries to open the file again after it could not', async () => {
    const host = createHost('/damaged');
    expect(await host.ask((thread) => thread.settle([]))).toMatchObject({ ok: false });
    await threads[0]?.terminate();
    await expect.poll(() => gone).toBe(1);
    expect(await host.ask((thread) => thread.settle([]))).toEqual(success(2));
  });
});
