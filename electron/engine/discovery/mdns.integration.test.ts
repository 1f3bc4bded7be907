import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { encode } from 'dns-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { toPeerId, type PeerId } from '../../../shared/model/ids.ts';
import { buildAnnouncement, type Announcement } from './dns-sd.ts';
import { startInterfaceWatch } from './interfaces.ts';
import { Mdns } from './mdns.ts';

const A = toPeerId('a1'.repeat(32));
const B = toPeerId('b2'.repeat(32));
/** Not 5353: other Lanyards of this computer shall not be heard here. One per run. */
const MDNS_PORT = 20_000 + (process.pid % 20_000);

interface Ear {
  readonly mdns: Mdns;
  readonly found: Promise<Announcement>;
  readonly lost: Promise<PeerId>;
}

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()));
});

function startOnLoopback(deviceId: PeerId, port: number, isDiscoverable = true): Ear {
  const interfaces = startInterfaceWatch({ listen: ['127.0.0.1'] });
  const { promise: found, resolve: onFound } = promiseWithResolver<Announcement>();
  const { promise: lost, resolve: onLost } = promiseWithResolver<PeerId>();
  const options = { deviceId, port, interfaces, isDiscoverable, onFound, onLost, mdnsPort: MDNS_PORT };
  const mdns = new Mdns(options);
  running.push(async () => {
    interfaces.stop();
    await mdns.stop();
  });
  return { mdns, found, lost };
}

function promiseWithResolver<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

describe('Mdns on 127.0.0.1', () => {
  it('finds the other, both ways, and loses it on goodbye', async () => {
    const a = startOnLoopback(A, 1001);
    const b = startOnLoopback(B, 1002);
    expect(await a.found).toEqual({ peerId: B, addresses: [{ host: '127.0.0.1', port: 1002 }], ttlMs: 120_000 });
    expect(await b.found).toEqual({ peerId: A, addresses: [{ host: '127.0.0.1', port: 1001 }], ttlMs: 120_000 });
    await b.mdns.stop();
    expect(await a.lost).toBe(B);
  });

  it('finds one that started long before, by asking', async () => {
    const a = startOnLoopback(A, 1001);
    // its announcements are over; only a question brings it up again
    const listener = startOnLoopback(B, 1002, false);
    await listener.found;
    await listener.mdns.stop();
    const late = startOnLoopback(B, 1002, false);
    expect((await late.found).peerId).toBe(A);
    await a.mdns.stop();
  });

  it.skipIf(process.platform !== 'linux')('joins and binds nothing but loopback', async () => {
    const before = await readFile('/proc/net/igmp', 'utf8');
    const a = startOnLoopback(A, 1001);
    const b = startOnLoopback(B, 1002);
    await Promise.all([a.found, b.found]);
    const after = await readFile('/proc/net/igmp', 'utf8');
    expect(groupsOutsideLoopback(after)).toEqual(groupsOutsideLoopback(before));
    expect(after).toContain('FB0000E0');

    const portHex = MDNS_PORT.toString(16).toUpperCase().padStart(4, '0');
    const udp = (await readFile('/proc/net/udp', 'utf8')).match(new RegExp(`[0-9A-F]{8}:${portHex} `, 'g'));
    expect(new Set(udp)).toEqual(new Set([`FB0000E0:${portHex} `]));
    expect(await readFile('/proc/net/udp6', 'utf8')).not.toContain(`:${portHex} `);
  });

  it('outlives garbage and still finds', async () => {
    const a = startOnLoopback(A, 1001);
    const socket = createSocket({ type: 'udp4' });
    running.push(() => new Promise((done) => socket.close(done)));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.setMulticastInterface('127.0.0.1');
    const forged = encode(buildAnnouncement({ deviceId: toPeerId('c3'.repeat(32)), port: 9, addresses: [] }));
    for (let n = 0; n < 50; n++) {
      socket.send(Buffer.alloc(n * 20, n), MDNS_PORT, '224.0.0.251');
      // a response that does not come from the mDNS port
      socket.send(forged, MDNS_PORT, '224.0.0.251');
    }
    const b = startOnLoopback(B, 1002);
    expect((await a.found).peerId).toBe(B);
    expect((await b.found).peerId).toBe(A);
  });
});

/** Lines of joined groups, by interface, without loopback. */
function groupsOutsideLoopback(igmp: string): string[] {
  return igmp
    .split(/\n(?=\d)/)
    .slice(1)
    .filter((block) => !/^\d+\s+lo\s/.test(block))
    .map((block) => block.replace(/ \d:[0-9A-F]{8}/g, ''));
}
