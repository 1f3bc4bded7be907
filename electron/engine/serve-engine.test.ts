import { MessageChannel } from 'node:worker_threads';
import { createBirpc, type BirpcReturn } from 'birpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PeerError } from '../../shared/errors/lanyard-error.ts';
import { toPeerId, toTransferId } from '../../shared/model/ids.ts';
import type { Self } from '../../shared/model/peer.ts';
import { ENGINE_COMMANDS } from './engine-api.ts';
import type { Engine, EngineEvent, EngineOptions, EngineOwner, EngineThread, LogLine } from './engine-api.ts';
import { serveEngine } from './serve-engine.ts';

const id = toPeerId('a'.repeat(64));
const transferId = toTransferId('b'.repeat(32));
const self: Self = {
  id,
  name: 'A',
  platform: 'linux',
  fingerprintWords: [],
  port: 1,
  addresses: [],
  isDiscoverable: false,
  discoveryTrouble: null,
  isNewIdentity: false,
};
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
  listen: null,
  isDiscoveryOn: false,
  peers: [],
};

/** An engine that only answers; what it is asked is what these tests look at. */
function engineOf(overrides: Partial<Engine>): Engine {
  const unused = (): Promise<never> => Promise.reject(new Error('not used in this test'));
  // the list has the names of all commands
  const allUnused = Object.fromEntries(ENGINE_COMMANDS.map((command) => [command, unused])) as unknown as Engine;
  return {
    ...allUnused,
    snapshot: () => Promise.resolve({ self, peers: [], offers: [], transfers: [] }),
    stop: () => Promise.resolve(),
    ...overrides,
  };
}

describe('serveEngine', () => {
  let close: () => void = () => undefined;
  let events: EngineEvent[] = [];
  let lines: LogLine[] = [];
  let thread: BirpcReturn<EngineThread, EngineOwner>;

  function serve(start: Parameters<typeof serveEngine>[1]): void {
    const { port1, port2 } = new MessageChannel();
    serveEngine(port1, start);
    thread = createBirpc<EngineThread, EngineOwner>(
      {
        onEvents: (batch) => void events.push(...batch),
        onLog: (line) => void lines.push(line),
        trash: () => Promise.resolve(false),
      },
      { post: (message) => port2.postMessage(message), on: (listen) => void port2.on('message', listen) },
    );
    close = () => port2.close();
  }

  beforeEach(() => {
    events = [];
    lines = [];
  });
  afterEach(() => close());

  it('starts the engine and answers its snapshot', async () => {
    serve(() => Promise.resolve(engineOf({})));
    expect(await thread.start(options)).toEqual({ ok: true, value: { self, peers: [], offers: [], transfers: [] } });
  });

  it('answers an expected failure with its code and logs the facts', async () => {
    const refuse = () => Promise.reject(new PeerError('PEER_REFUSED', 'refused', { context: { port: 9 } }));
    serve(() => Promise.resolve(engineOf({ addPeer: refuse })));
    await thread.start(options);
    expect(await thread.addPeer('127.0.0.1:9')).toEqual({ ok: false, error: { code: 'PEER_REFUSED', at: 'here' } });
    expect(lines).toMatchObject([{ level: 'info', facts: { code: 'PEER_REFUSED', port: 9 } }]);
  });

  it('answers INTERNAL for a bug and logs its stack', async () => {
    serve(() => Promise.resolve(engineOf({ cancel: () => Promise.reject(new TypeError('x is not a function')) })));
    await thread.start(options);
    expect(await thread.cancel(transferId)).toEqual({ ok: false, error: { code: 'INTERNAL', at: 'here' } });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.stack).toContain('serve-engine.test.ts');
  });

  it('answers a failed start as a value', async () => {
    serve(() => Promise.reject(new PeerError('PEER_BUSY', 'busy')));
    expect(await thread.start(options)).toEqual({ ok: false, error: { code: 'PEER_BUSY', at: 'here' } });
  });

  it('answers INTERNAL to a command before the start', async () => {
    serve(() => Promise.resolve(engineOf({})));
    expect(await thread.decline(transferId)).toEqual({ ok: false, error: { code: 'INTERNAL', at: 'here' } });
  });

  it('hands on every command with all its arguments', async () => {
    const asked: unknown[] = [];
    const note =
      (command: string) =>
      (...args: unknown[]) =>
        Promise.resolve(void asked.push([command, ...args]));
    const engine = Object.fromEntries(ENGINE_COMMANDS.map((command) => [command, note(command)])) as Partial<Engine>;
    serve(() => Promise.resolve(engineOf(engine)));
    await thread.start(options);
    asked.length = 0;
    // the last one, which takes nothing
    const commands = ENGINE_COMMANDS.filter((command) => command !== 'stop');
    for (const command of commands) {
      const call = thread[command] as (...args: unknown[]) => Promise<unknown>;
      expect(await call('one', [2], undefined, { four: 4 })).toEqual({ ok: true, value: undefined });
    }
    expect(asked).toEqual(commands.map((command) => [command, 'one', [2], undefined, { four: 4 }]));
  });

  it('delivers what was emitted last before it says that it stopped', async () => {
    serve((_options, emit) =>
      Promise.resolve(
        engineOf({
          stop: () => {
            emit({ type: 'peers', changed: [], removed: [] });
            emit({ type: 'self', self: { ...self, port: 0 } });
            return Promise.resolve();
          },
        }),
      ),
    );
    await thread.start(options);
    expect(await thread.stop()).toEqual({ ok: true, value: undefined });
    expect(events).toEqual([
      { type: 'self', self: { ...self, port: 0 } },
      { type: 'peers', changed: [], removed: [] },
    ]);
  });
});
