import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { EngineOptions } from '../../../electron/engine/engine-api.ts';
import { bundleScript } from '../../../electron/engine/testing/bundle-script.ts';
import type { Carry } from '../../../electron/engine/testing/engine-life.ts';
import {
  prepareEngineProcesses,
  startEngineProcess,
  type EngineProcess,
} from '../../../electron/engine/testing/engine-process.ts';
import { makeTempDir } from '../../../electron/engine/testing/temp-dir.ts';
import { windowsPath } from '../wine-home.mjs';
import { startInWine } from './wine-program.ts';

/** Where an engine runs: node.exe in Wine, or Node of this computer. */
export type System = 'windows' | 'linux';

export interface SystemPair {
  readonly sender: EngineProcess;
  readonly receiver: EngineProcess;
}

interface PairOptions {
  readonly sender?: Partial<EngineOptions>;
  readonly receiver?: Partial<EngineOptions>;
  /** Of those in Wine. */
  readonly env?: Readonly<Record<string, string>>;
}

/** However slow the machine is: a wait that is longer has hung. */
const UNTIL_TIMEOUT_MS = 180_000;

let script = '';

/** To be called at the top of a test file. */
export function prepareSystems(): void {
  prepareEngineProcesses();
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lanyard-test-'));
    script = await bundleScript(directory, join(import.meta.dirname, 'engine-in-wine.ts'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
}

/** Starts an engine there. Its folders are told, and its commands are given, as paths of this computer. */
export async function startOn(
  system: System,
  name: string,
  options: Partial<EngineOptions> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<EngineProcess> {
  const common = { ...options, untilTimeoutMs: UNTIL_TIMEOUT_MS };
  if (system === 'linux') return startEngineProcess(name, common);
  const dataDir = join(await makeTempDir(), 'data');
  // where `playTrash` of the other engines puts it, too
  const trash = { TRASH_DIR: windowsPath(join(dataDir, '..', 'trash')) };
  return startEngineProcess(name, {
    platform: 'windows',
    dataDir,
    ...common,
    env: { ...trash, ...env },
    elsewhere: { script, carry: carryOverTcp, toItsPath },
  });
}

const carryOverTcp: Carry = async (program, args, { env }) => {
  // see kill-point.ts
  const inWine = await startInWine(program, [], { ...env, LANYARD_KILL_POINT: args[0] ?? '' });
  return {
    child: inWine.child,
    post: (message) => inWine.tell(message),
    on: (listen) => inWine.onMessage(listen),
    leave: () => inWine.hangUp(),
  };
};

function toItsPath(text: string): string {
  return text.startsWith('/') ? windowsPath(text) : text;
}

/** Two engines that know each other. */
export async function startPairOn(from: System, to: System, options: PairOptions = {}): Promise<SystemPair> {
  const sender = await startOn(from, 'Sender', options.sender, options.env);
  const receiver = await startOn(to, 'Receiver', options.receiver, options.env);
  await introduce(sender, receiver);
  return { sender, receiver };
}

export async function introduce(sender: EngineProcess, receiver: EngineProcess): Promise<void> {
  await sender.engine.addPeer(`127.0.0.1:${receiver.port}`);
  await Promise.all([sender.untilPeer(receiver.id, 'online'), receiver.untilPeer(sender.id, 'online')]);
}
