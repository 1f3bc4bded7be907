import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { inject, onTestFinished } from 'vitest';
import type { PeerId, TransferId } from '../../../shared/model/ids.ts';
import type { Offer } from '../../../shared/model/offer.ts';
import type { Peer } from '../../../shared/model/peer.ts';
import { isEnded, type Transfer } from '../../../shared/model/transfer.ts';
import { linkDiskThread } from '../disk-thread/disk-threads.ts';
import { startEngine } from '../engine.ts';
import type { Engine, EngineEvent, EngineOptions, EngineSettings, EngineSnapshot } from '../engine-api.ts';
import { playTrash } from './trash-folder.ts';
import { silentLog } from '../log.ts';
import { makeTempDir } from './temp-dir.ts';

/** A real engine on loopback with its own directories, and a way to wait for what it tells. */
export interface TestEngine {
  readonly engine: Engine;
  readonly id: PeerId;
  readonly port: number;
  readonly inboxDir: string;
  readonly dataDir: string;
  /** What it replaces goes here, each file in a folder of its own. */
  readonly trashDir: string;
  /** Those it was started with. */
  readonly settings: EngineSettings;
  /** Calls `listener` with everything the engine tells from now on. */
  onEvent(listener: (event: EngineEvent) => void): void;
  /** Resolves with the first value that is not undefined; looked for at once and after every event. */
  until<T>(look: (state: EngineSnapshot) => T | undefined): Promise<T>;
  untilOffer(): Promise<Offer>;
  untilEnded(transferId: TransferId): Promise<Transfer>;
  untilPeer(peerId: PeerId, status: Peer['status']): Promise<Peer>;
  stop(): Promise<void>;
}

/** Starts an engine that is stopped after the test. Discovery is off unless asked for. */
export async function startTestEngine(name: string, options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  const directory = await makeTempDir();
  const inboxDir = options.inboxDir ?? join(directory, 'inbox');
  if (options.inboxDir === undefined) await mkdir(inboxDir);
  const dataDir = options.dataDir ?? join(directory, 'data');
  const listeners = new Set<(event: EngineEvent) => void>();
  const settings = toSettings(name, inboxDir, options);
  const fixed = { platform: 'linux', dataDir, listen: ['127.0.0.1'], isDiscoveryOn: false, peers: [] } as const;
  const trashDir = join(dataDir, '..', 'trash');
  const tell = (event: EngineEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const startDiskThread = () => linkDiskThread(new Worker(inject('diskWorker')));
  const known = { ...fixed, ...options, ...settings };
  const engine = await startEngine(known, tell, silentLog, playTrash(trashDir), startDiskThread);
  onTestFinished(() => engine.stop());
  const { self } = await engine.snapshot();
  const until: TestEngine['until'] = (look) => waitFor(engine, listeners, look);
  return {
    engine,
    id: self.id,
    port: self.port,
    inboxDir,
    dataDir,
    trashDir,
    settings,
    onEvent: (listener) => void listeners.add(listener),
    until,
    untilOffer: () => until(({ offers }) => offers[0]),
    untilEnded: (transferId) =>
      until(({ transfers }) => transfers.find(({ id, state }) => id === transferId && isEnded(state))),
    untilPeer: (peerId, status) =>
      until(({ peers }) => peers.find((peer) => peer.id === peerId && peer.status === status)),
    stop: () => engine.stop(),
  };
}

/** What a test engine uses where `options` says nothing. */
export function toSettings(name: string, inboxDir: string, options: Partial<EngineSettings>): EngineSettings {
  return {
    name,
    inboxDir,
    peerFolders: options.peerFolders ?? {},
    existingNames: options.existingNames ?? 'keep-both',
    isReceiving: options.isReceiving ?? true,
    isVisible: options.isVisible ?? true,
    interfaces: options.interfaces ?? null,
    port: options.port ?? 0,
    uploadLimit: options.uploadLimit ?? null,
    downloadLimit: options.downloadLimit ?? null,
  };
}

function waitFor<T>(
  engine: Engine,
  listeners: Set<(event: EngineEvent) => void>,
  look: (state: EngineSnapshot) => T | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      engine.snapshot().then((state) => {
        const found = look(state);
        if (found === undefined) return;
        listeners.delete(check);
        resolve(found);
      }, reject);
    };
    listeners.add(check);
    check();
  });
}

/** Two engines that see each other; the receiver has dealt with the sender before. */
export async function startPair(
  senderOptions: Partial<EngineOptions> = {},
  receiverOptions: Partial<EngineOptions> = {},
): Promise<EnginePair> {
  const sender = await startTestEngine('Sender', senderOptions);
  const dataDir = receiverOptions.dataDir ?? join(await makeTempDir(), 'data');
  await rememberUsed(dataDir, sender.id);
  return introduce(sender, await startTestEngine('Receiver', { ...receiverOptions, dataDir }));
}

/** The same, but the receiver has never dealt with the sender. */
export async function startStrangers(receiverOptions: Partial<EngineOptions> = {}): Promise<EnginePair> {
  return introduce(await startTestEngine('Sender'), await startTestEngine('Receiver', receiverOptions));
}

interface EnginePair {
  readonly sender: TestEngine;
  readonly receiver: TestEngine;
}

/** The sender has added the receiver by address. */
async function introduce(sender: TestEngine, receiver: TestEngine): Promise<EnginePair> {
  await sender.engine.addPeer(`127.0.0.1:${receiver.port}`);
  await Promise.all([sender.untilPeer(receiver.id, 'online'), receiver.untilPeer(sender.id, 'online')]);
  return { sender, receiver };
}

/** What an earlier run with `dataDir` left of a peer that files came from. */
export async function rememberUsed(dataDir: string, peerId: PeerId): Promise<void> {
  const peer = { peerId, name: 'Sender', platform: 'linux', addresses: [], isManual: false, isUsed: true };
  await mkdir(dataDir, { recursive: true });
  const file = { version: 1, peers: [{ ...peer, lastSeenMs: Date.now() }] };
  await writeFile(join(dataDir, 'peers.json'), JSON.stringify(file));
}
