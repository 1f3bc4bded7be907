import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareEngineProcesses, startEngineProcess, type EngineProcess } from './engine-process.ts';
import { joinByProxy, RECEIVER_HOST, SENDER_HOST } from './proxied-pair.ts';
import { makeFile } from './sources.ts';
import { hashFile, listPaths } from './source-tree.ts';
import { startTestEngine } from './test-engine.ts';
import { sendAll, untilBothEnded } from './transfers.ts';

const MIB = 1024 * 1024;

prepareEngineProcesses();

const startSender = () => startEngineProcess('Sender', { listen: [SENDER_HOST] });
const startReceiver = (options = {}) => startEngineProcess('Receiver', { listen: [RECEIVER_HOST], ...options });

/** Sends one file to a receiver that accepts by itself and is about to die. */
async function sendToDying(receiver: EngineProcess, content: Uint8Array): Promise<string> {
  const sender = await startEngineProcess('Sender');
  await sender.engine.addPeer(`127.0.0.1:${receiver.port}`);
  const path = await makeFile('file.bin', content);
  await sender.engine.send(receiver.id, [path]);
  await receiver.untilGone();
  return path;
}

describe.skipIf(process.platform === 'darwin')('engines in processes, joined by a proxy', () => {
  it('send all their bytes through the proxy, and nothing beside it', async () => {
    const { sender, receiver, proxy } = await joinByProxy(await startSender(), await startReceiver());
    const content = randomBytes(5 * MIB);
    const before = proxy.bytes.up;
    const { sent, received } = await sendAll({ sender, receiver }, [await makeFile('file.bin', content)]);
    expect([sent.state, received.state]).toEqual(['done', 'done']);
    const passed = proxy.bytes.up - before;
    // 5 frames and 320 TLS records cost 7 KiB, handshake and messages 4
    expect(passed).toBeGreaterThan(content.length);
    expect(passed).toBeLessThan(content.length + 32 * 1024);
    const { transfers } = await receiver.engine.snapshot();
    expect(transfers).toHaveLength(1);
  });

  it('are not found around a proxy that is stalled', async () => {
    const sender = await startTestEngine('Sender', { listen: [SENDER_HOST] });
    const receiver = await startTestEngine('Receiver', { listen: [RECEIVER_HOST] });
    const { proxy } = await joinByProxy(sender, receiver);
    proxy.refuse(true);
    proxy.reset();
    await Promise.all([sender.untilPeer(receiver.id, 'offline'), receiver.untilPeer(sender.id, 'offline')]);
    proxy.refuse(false);
    await Promise.all([sender.untilPeer(receiver.id, 'online'), receiver.untilPeer(sender.id, 'online')]);
  });

  it('find each other again after a kill -9 of either, through the same proxy', async () => {
    const { sender, receiver } = await joinByProxy(await startSender(), await startReceiver(), true);
    const { port, id } = receiver;
    await receiver.kill();
    expect(receiver.isAlive).toBe(false);
    await sender.untilPeer(receiver.id, 'offline');
    await receiver.restart();
    expect(receiver).toMatchObject({ port, id });
    await Promise.all([sender.untilPeer(receiver.id, 'online'), receiver.untilPeer(sender.id, 'online')]);
    await sender.kill();
    await receiver.untilPeer(sender.id, 'offline');
    await sender.restart();
    await Promise.all([sender.untilPeer(receiver.id, 'online'), receiver.untilPeer(sender.id, 'online')]);
  });

  it('accept by themselves when asked to, also in a later run', async () => {
    const receiver = await startReceiver({ autoAccept: true });
    const { sender } = await joinByProxy(await startSender(), receiver, true);
    for (const name of ['one', 'two']) {
      const id = await sender.engine.send(receiver.id, [await makeFile(name, name)]);
      const { sent, received } = await untilBothEnded({ sender, receiver }, id);
      expect([sent.state, received.state]).toEqual(['done', 'done']);
      await receiver.stop();
      await receiver.restart();
      await sender.untilPeer(receiver.id, 'online');
    }
    expect(await listPaths(receiver.inboxDir)).toEqual(['one', 'two']);
  });
});

describe('a process with a kill point', () => {
  it('dies before the file gets its name', async () => {
    const killPoint = { call: 'link', path: 'file.bin', nth: 1, when: 'before' } as const;
    const receiver = await startEngineProcess('Receiver', { autoAccept: true, killPoint });
    await sendToDying(receiver, randomBytes(MIB));
    await expect(stat(join(receiver.inboxDir, 'file.bin'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('dies when the file has got its name, which is complete then', async () => {
    const killPoint = { call: 'link', path: 'file.bin', nth: 1, when: 'after' } as const;
    const receiver = await startEngineProcess('Receiver', { autoAccept: true, killPoint });
    const path = await sendToDying(receiver, randomBytes(MIB));
    expect(await hashFile(join(receiver.inboxDir, 'file.bin'))).toBe(await hashFile(path));
  });
});
