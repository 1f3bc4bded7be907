import { createSocket, type Socket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import { decode, encode } from 'dns-packet';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toPeerId, type PeerId } from '../../../shared/model/ids.ts';
import type { DiscoveryTrouble } from '../../../shared/model/peer.ts';
import type { InterfaceChange, InterfaceWatch } from './interfaces.ts';
import { Mdns } from './mdns.ts';
import type { NetworkAddress } from './address-scope.ts';

const A = toPeerId('a1'.repeat(32));
const B = toPeerId('b2'.repeat(32));
const MDNS_PORT = 40_000 + (process.pid % 20_000);
const LOOPBACK: NetworkAddress = {
  name: 'lo',
  family: 'IPv4',
  address: '127.0.0.1',
  prefixLength: 8,
  scopeId: 0,
  isInternal: true,
};
/** Listed by the system and gone before it could be used, as happens when a cable is pulled. */
const GONE: NetworkAddress = { ...LOOPBACK, name: 'gone0', address: '192.0.2.77', isInternal: false };

interface Trial {
  readonly found: Promise<PeerId>;
  readonly warned: Promise<string>;
  /** Resolves when that is what stands in the way. */
  readonly untilTrouble: (trouble: DiscoveryTrouble | null) => Promise<void>;
  change(change: InterfaceChange): void;
}

function start(deviceId: PeerId, addresses: readonly NetworkAddress[]): Trial {
  const listeners = new Set<(change: InterfaceChange) => void>();
  const interfaces: InterfaceWatch = {
    current: () => addresses,
    onChanged: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: () => undefined,
  };
  let onFound: (peerId: PeerId) => void = () => undefined;
  let onWarned: (text: string) => void = () => undefined;
  const found = new Promise<PeerId>((resolve) => (onFound = resolve));
  const warned = new Promise<string>((resolve) => (onWarned = resolve));
  const changes = new EventEmitter();
  const mdns = new Mdns({
    deviceId,
    port: 1,
    interfaces,
    isDiscoverable: true,
    mdnsPort: MDNS_PORT,
    onFound: (one) => onFound(one.peerId),
    onLost: () => undefined,
    onTroubleChanged: () => changes.emit('trouble'),
    onWarning: (error, interfaceName) => onWarned(`${interfaceName}: ${error.message}`),
  });
  onTestFinished(() => mdns.stop());
  const untilTrouble = async (trouble: DiscoveryTrouble | null): Promise<void> => {
    while (mdns.trouble !== trouble) await once(changes, 'trouble');
  };
  return { found, warned, untilTrouble, change: (change) => listeners.forEach((listener) => listener(change)) };
}

async function bound(socket: Socket, port: number, address: string): Promise<Socket> {
  socket.bind(port, address);
  await once(socket, 'listening');
  return socket;
}

describe('Mdns in trouble', () => {
  it('goes on elsewhere when one interface fails', async () => {
    const a = start(A, [GONE, LOOPBACK]);
    const b = start(B, [LOOPBACK]);
    expect(await a.warned).toMatch(/^gone0: /);
    expect([await a.found, await b.found]).toEqual([B, A]);
  });

  it('tries again at the next change when the port was taken', async () => {
    const selfish = await bound(createSocket('udp4'), MDNS_PORT, '224.0.0.251');
    const a = start(A, [LOOPBACK]);
    expect(await a.warned).toContain('EADDRINUSE');
    await new Promise<void>((done) => selfish.close(done));
    a.change('addresses');
    const b = start(B, [LOOPBACK]);
    expect([await a.found, await b.found]).toEqual([B, A]);
  });

  it('says that another program holds the port, and is found by itself when that program ends', async () => {
    const selfish = await bound(createSocket('udp4'), MDNS_PORT, '224.0.0.251');
    const a = start(A, [LOOPBACK]);
    await a.untilTrouble('port-taken');
    await new Promise<void>((done) => selfish.close(done));
    await a.untilTrouble(null);
    const b = start(B, [LOOPBACK]);
    expect([await a.found, await b.found]).toEqual([B, A]);
  });

  it('says that nothing works where nothing does, and nothing where one interface works', async () => {
    await start(A, [GONE]).untilTrouble('failed');
    const both = start(B, [GONE, LOOPBACK]);
    await both.warned;
    await both.untilTrouble(null);
  });

  it('opens everything anew after a sleep', async () => {
    const a = start(A, [LOOPBACK]);
    a.change('woke');
    const b = start(B, [LOOPBACK]);
    expect([await a.found, await b.found]).toEqual([B, A]);
  });

  it('is seen by a plain DNS client', async () => {
    start(A, [LOOPBACK]);
    const client = await bound(createSocket('udp4'), 0, '127.0.0.1');
    onTestFinished(() => new Promise<void>((done) => client.close(done)));
    client.setMulticastInterface('127.0.0.1');
    const query = encode({ type: 'query', id: 7, questions: [{ type: 'PTR', name: '_lanyard._tcp.local' }] });
    const ask = (): void => client.send(query, MDNS_PORT, '224.0.0.251');
    // the other side may not listen yet
    const asking = setInterval(ask, 100);
    onTestFinished(() => clearInterval(asking));
    // once() gives what the event carries: the message first
    const [message] = (await once(client, 'message')) as [Buffer];
    const answer = decode(message);
    expect(answer.id).toBe(7);
    expect(answer.answers?.map((record) => record.type)).toEqual(['PTR', 'SRV', 'TXT', 'A', 'PTR']);
  });
});
