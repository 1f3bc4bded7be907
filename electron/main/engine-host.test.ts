import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { toPeerId, toTransferId } from '../../shared/model/ids.ts';
import type { EngineOptions, EngineSettings, LogLine } from '../engine/engine-api.ts';
import { startEngineHost, type EngineHost } from './engine-host.ts';
import type { StateEvent } from './engine-state.ts';

const options: EngineOptions = {
  name: 'A',
  platform: 'linux',
  dataDir: '/d',
  inboxDir: '/i',
  peerFolders: {},
  existingNames: 'keep-both',
  isReceiving: true,
  isVisible: true,
  interfaces: null,
  uploadLimit: null,
  downloadLimit: null,
  port: 0,
  listen: ['127.0.0.1'],
  isDiscoveryOn: false,
  peers: [],
};
const settings: EngineSettings = options;
const transferId = toTransferId('1'.repeat(32));

// a real thread that answers as the engine's does (birpc's messages: t type, i id, m method, a arguments, r result)
const THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const self = { id: '${'c'.repeat(64)}', name: 'A', platform: 'linux', fingerprintWords: [], port: 7, addresses: [], isDiscoverable: false };
  const transfer = { id: '${transferId}', state: 'active', direction: 'send' };
  const ok = (value) => ({ ok: true, value });
  const told = [];
  const answers = {
    start: ({ name, port }) => told.push('started ' + name + ' ' + port) && workerData.startError ? { ok: false, error: workerData.startError } : ok({ self: { ...self, port: port || 6 + workerData.run }, peers: [], offers: [], transfers: workerData.run === 1 ? [transfer] : [] }),
    stop: () => ok(),
    locate: () => ok('/inbox/a'),
    origin: () => ok(told),
    configure: (settings) => ok(void told.push('configured ' + settings.name)),
    decline: () => setImmediate(() => { throw new Error('a bug in the thread'); }),
  };
  parentPort.on('message', ({ i, m, a }) => {
    if (m === 'cancel') return; // never answers
    const r = answers[m](...a);
    if (m !== 'decline') parentPort.postMessage({ t: 's', i, r });
  });
`;

describe('startEngineHost', () => {
  let host: EngineHost | null = null;
  let run = 0;
  let events: StateEvent[] = [];
  let lines: LogLine[] = [];
  let notify: () => void = () => undefined;

  function start(startError: object | null = null): EngineHost {
    run = 0;
    events = [];
    lines = [];
    host = startEngineHost({
      createThread: () => new Worker(THREAD, { eval: true, workerData: { run: (run += 1), startError } }),
      engine: options,
      onEvent: (event) => {
        events.push(event);
        notify();
      },
      onLog: (line) => lines.push(line),
      trash: () => Promise.resolve(false),
    });
    return host;
  }

  /** Waits for the `count`th event about the engine itself. */
  async function engineEvent(count: number): Promise<StateEvent | undefined> {
    const seen = () => events.filter((event) => event.type === 'engine');
    while (seen().length < count) await new Promise<void>((resolve) => (notify = resolve));
    return seen()[count - 1];
  }

  /** What the thread of now was told; it answers so to a question that it does not understand. */
  async function heard(): Promise<unknown> {
    const result = await host?.commands.origin(transferId);
    return result?.ok === true ? result.value : result;
  }

  afterEach(() => host?.stop());

  it('answers the state once the engine has started', async () => {
    const snapshot = await start().snapshot();
    expect(snapshot).toMatchObject({ self: { port: 7 }, engineError: null, transfers: [{ id: transferId }] });
  });

  it('passes commands on and answers back', async () => {
    await start().snapshot();
    expect(await host?.commands.locate(transferId)).toEqual({ ok: true, value: '/inbox/a' });
  });

  it('answers ENGINE_STOPPED before the engine has started', async () => {
    const result = await start().commands.addPeer('127.0.0.1:1');
    expect(result).toEqual({ ok: false, error: { code: 'ENGINE_STOPPED', at: 'here' } });
  });

  it('logs a death, fails what ran and what was asked, and starts anew', async () => {
    await start().snapshot();
    const unanswered = host?.commands.cancel(transferId);
    const fatal = await host?.commands.decline(transferId);
    expect(fatal).toEqual({ ok: false, error: { code: 'ENGINE_STOPPED', at: 'here' } });
    expect(await unanswered).toEqual({ ok: false, error: { code: 'ENGINE_STOPPED', at: 'here' } });
    expect(await engineEvent(2)).toEqual({ type: 'engine', error: { code: 'ENGINE_STOPPED', at: 'here' } });
    expect(lines).toMatchObject([
      { level: 'error', message: 'the engine died' },
      { level: 'error', message: 'the engine has ended and will be started again' },
    ]);
    expect(lines[0]?.stack).toContain('a bug in the thread');

    expect(await engineEvent(3)).toEqual({ type: 'engine', error: null });
    expect(run).toBe(2);
    const { transfers, self } = (await host?.snapshot()) ?? {};
    expect(self?.port).toBe(7);
    expect(transfers).toMatchObject([{ id: transferId, state: 'failed', error: { code: 'ENGINE_STOPPED' } }]);
    expect(await host?.commands.dismiss(transferId)).toEqual({ ok: true, value: undefined });
    expect(events.at(-1)).toEqual({ type: 'removed', transferIds: [transferId] });
  });

  it('tells a running engine what changed, and every later one', async () => {
    await start().snapshot();
    expect(await host?.configure({ ...settings, name: 'B', port: 9_000 })).toEqual({ ok: true, value: undefined });
    expect(await heard()).toEqual(['started A 0', 'configured B']);
    await host?.commands.decline(transferId);
    await engineEvent(3);
    expect(await heard()).toEqual(['started B 9000']);
  });

  it('tells an engine that is still starting what changed meanwhile', async () => {
    start();
    expect(await host?.configure({ ...settings, name: 'B' })).toEqual({
      ok: false,
      error: { code: 'ENGINE_STOPPED', at: 'here' },
    });
    await host?.snapshot();
    expect(await heard()).toEqual(['started A 0', 'configured B']);
  });

  it('says why the engine cannot start, and tries again', async () => {
    const snapshot = await start({ code: 'STORAGE_DENIED', at: 'here' }).snapshot();
    expect(snapshot).toMatchObject({ self: { id: toPeerId('0'.repeat(64)), name: 'A', port: 0 } });
    expect(snapshot.engineError).toEqual({ code: 'STORAGE_DENIED', at: 'here' });
    await engineEvent(2);
    expect(run).toBe(2);
  });

  it('does not start again after it was stopped', async () => {
    await start().snapshot();
    await host?.stop();
    expect(run).toBe(1);
    expect(events.filter((event) => event.type === 'engine')).toEqual([{ type: 'engine', error: null }]);
  });

  it('stops while the engine is starting', async () => {
    await start().stop();
    expect(await host?.snapshot()).toMatchObject({ self: { port: 0 } });
  });
});
