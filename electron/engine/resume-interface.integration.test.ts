import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CABLE, makeTwoHosts, type TwoHosts } from './discovery/testing/network-namespaces.ts';
import { expectArrived, expectJournalsClosed } from './testing/after-faults.ts';
import { prepareEngineProcesses, startEngineProcess, type EngineProcess } from './testing/engine-process.ts';
import { makeFile } from './testing/sources.ts';
import { untilBothEnded, untilState } from './testing/transfers.ts';

const MIB = 1024 * 1024;
const SIZE = 24 * MIB;

const canMakeHosts = process.platform === 'linux' && process.getuid?.() === 0;
const why = canMakeHosts ? '' : ' (skipped: needs root on Linux for ip netns)';

prepareEngineProcesses();

function joinHosts(): TwoHosts {
  const hosts = makeTwoHosts('lyre');
  onTestFinished(() => hosts.remove());
  for (const [host, last] of [
    [hosts.a, 1],
    [hosts.b, 2],
  ] as const) {
    hosts.ip(host, `link set ${CABLE} addrgenmode none`);
    hosts.ip(host, `addr add 10.77.0.${last}/24 dev ${CABLE}`);
    hosts.ip(host, `link set ${CABLE} up`);
  }
  return hosts;
}

const startOn = (netns: string, name: string, options = {}): Promise<EngineProcess> =>
  startEngineProcess(name, { netns, listen: null, isDiscoveryOn: true, port: 53_420, ...options });

describe.skipIf(!canMakeHosts)(`two computers whose cable is pulled in the middle${why}`, () => {
  it.each(['sender', 'receiver'] as const)('go on when the %s is back under another address', async (mover) => {
    const hosts = joinHosts();
    const sender = await startOn(hosts.a, 'Sender', { uploadLimit: 6 * MIB });
    const receiver = await startOn(hosts.b, 'Receiver', { autoAccept: true });
    await Promise.all([sender.untilPeer(receiver.id, 'online'), receiver.untilPeer(sender.id, 'online')]);
    const source = await makeFile('file.bin', randomBytes(SIZE));
    const id = await sender.engine.send(receiver.id, [source]);
    await sender.until(({ transfers }) => transfers.find(({ bytesDone }) => bytesDone > SIZE / 4));
    const [host, before, after] = mover === 'sender' ? [hosts.a, 1, 11] : [hosts.b, 2, 12];
    hosts.ip(host, `link set ${CABLE} down`);
    hosts.ip(host, `addr del 10.77.0.${before}/24 dev ${CABLE}`);
    const waiting = await Promise.all([untilState(sender, id, 'waiting'), untilState(receiver, id, 'waiting')]);
    // not the kernel, which would take a quarter of an hour
    expect(waiting.map(({ error }) => error?.code)).toContain('PEER_STALLED');
    hosts.ip(host, `addr add 10.77.0.${after}/24 dev ${CABLE}`);
    hosts.ip(host, `link set ${CABLE} up`);
    const { sent, received } = await untilBothEnded({ sender, receiver }, id);
    expect([sent.state, received.state]).toEqual(['done', 'done']);
    await expectArrived(receiver, source);
    await expectJournalsClosed({ sender, receiver });
  });
});
