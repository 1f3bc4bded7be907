import { fork } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineEvent, EngineOptions, EngineOwner } from '../../electron/engine/engine-api.ts';
import { beginLife, type Carrier, type Life } from '../../electron/engine/testing/engine-life.ts';
import type { PeerId } from '../../shared/model/ids.ts';

/** As the app limits its engine's young generation, in MiB of each half: `ENGINE_LIMITS` in electron/main. */
const NODE_SWITCHES = ['--max-semi-space-size=1'];

/** An engine in a plain Node process of its own. */
export interface EngineAlone {
  readonly life: Life;
  readonly pid: number;
  readonly peerId: PeerId;
  readonly port: number;
  readonly inboxDir: string;
  /** Calls it with every event from now on, until the function that it returns is called. */
  listen(listener: (event: EngineEvent) => void): () => void;
  stop(): Promise<void>;
}

export interface EnginePair {
  readonly sender: EngineAlone;
  readonly receiver: EngineAlone;
}

/** Two that see each other. `script`: what `bundleScript` made of the engine's child. */
export async function startEnginePair(script: string, home: string): Promise<EnginePair> {
  const receiver = await startEngineAlone(script, join(home, 'receiver'), 'Bench receiver');
  const sender = await startEngineAlone(script, join(home, 'sender'), 'Bench sender');
  const online = [untilOnline(sender), untilOnline(receiver)];
  await sender.life.engine.addPeer(`127.0.0.1:${receiver.port}`);
  await Promise.all(online);
  return { sender, receiver };
}

async function startEngineAlone(script: string, home: string, name: string): Promise<EngineAlone> {
  const options = toOptions(home, name);
  await mkdir(options.inboxDir, { recursive: true });
  const listeners = new Set<(event: EngineEvent) => void>();
  const owner: EngineOwner = {
    onEvents: (events) => events.forEach((event) => [...listeners].forEach((listener) => listener(event))),
    onLog: () => undefined,
    trash: () => Promise.resolve(false),
  };
  const carrier = carry(script);
  const life = beginLife(owner, carrier, (path) => path);
  const started = await life.thread.start(options);
  if (!started.ok) throw new Error(`the engine did not start: ${started.error.code}`);
  const { self } = started.value;
  return {
    ...{ life, pid: carrier.child.pid ?? 0, peerId: self.id, port: self.port, inboxDir: options.inboxDir },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async stop() {
      await life.engine.stop();
      life.leave();
      await life.gone;
    },
  };
}

const toOptions = (home: string, name: string): EngineOptions => ({
  ...{ name, inboxDir: join(home, 'inbox'), dataDir: join(home, 'data'), peerFolders: {}, existingNames: 'keep-both' },
  ...{ isReceiving: true, isVisible: true, interfaces: null, port: 0, uploadLimit: null, downloadLimit: null },
  ...{ platform: 'linux', listen: ['127.0.0.1'], isDiscoveryOn: false, peers: [] },
});

function carry(script: string): Carrier {
  const child = fork(script, { execArgv: NODE_SWITCHES, serialization: 'advanced' });
  return {
    child,
    post(message) {
      if (child.connected) child.send(message, () => undefined);
    },
    on: (listen) => void child.on('message', listen),
    leave: () => child.disconnect(),
  };
}

function untilOnline(engine: EngineAlone): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      void engine.life.engine.snapshot().then(({ peers }) => {
        if (!peers.some(({ status }) => status === 'online')) return;
        stop();
        resolve();
      }, reject);
    };
    const stop = engine.listen(look);
    look();
  });
}
