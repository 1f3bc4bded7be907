import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import type { TestEngine } from './test-engine.ts';

/** Loopback addresses of the rig. macOS has only the first one unless told otherwise. */
export const SENDER_HOST = '127.0.0.3';
export const RECEIVER_HOST = '127.0.0.2';

export interface ProxiedPair<E extends TestEngine = TestEngine> {
  readonly sender: E;
  readonly receiver: E;
  readonly proxy: FaultProxy;
}

/**
 * Joins two engines, of which the sender listens on `SENDER_HOST` and the receiver on `RECEIVER_HOST` only, by a
 * proxy on 127.0.0.1. Each sees the other come from 127.0.0.1 and learns its port by HELLO, so the other ways that
 * they know lead to 127.0.0.1, where nobody listens on those ports: all connections go through the proxy.
 *
 * @param isPresenceDirect - the receiver adds the sender at its true address, so that it is found again at once
 */
export async function joinByProxy<E extends TestEngine>(
  sender: E,
  receiver: E,
  isPresenceDirect = false,
): Promise<ProxiedPair<E>> {
  const proxy = await startFaultProxy({ host: RECEIVER_HOST, port: receiver.port });
  await sender.engine.addPeer(proxy.address);
  if (isPresenceDirect) await receiver.engine.addPeer(`${SENDER_HOST}:${sender.port}`);
  await Promise.all([sender.untilPeer(receiver.id, 'online'), receiver.untilPeer(sender.id, 'online')]);
  await Promise.all([untilRemembered(sender, receiver), isPresenceDirect && untilRemembered(receiver, sender)]);
  return { sender, receiver, proxy };
}

/** The list of what was added is written a second after it changed; a killed process would forget. */
async function untilRemembered({ dataDir }: TestEngine, { id }: TestEngine): Promise<void> {
  const read = () => readFile(join(dataDir, 'peers.json'), 'utf8').catch(() => '');
  await expect.poll(read).toContain(id);
}
