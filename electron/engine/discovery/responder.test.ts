import type { Packet } from 'dns-packet';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toPeerId } from '../../../shared/model/ids.ts';
import type { HostPort } from './addresses.ts';
import { buildQuery } from './dns-sd.ts';
import type { MdnsLink } from './mdns-links.ts';
import { createResponder, type Responder } from './responder.ts';

const MDNS_PORT = 5353;
const LINK: MdnsLink = {
  interfaceName: 'eth0',
  zone: 'eth0',
  addresses: [],
  socket: { send: () => Promise.resolve(), close: () => Promise.resolve() },
};
const BROWSE = buildQuery([]);
const BROWSE_UNICAST: Packet = {
  // the codec's types leave out what it makes of the unicast bit
  questions: (BROWSE.questions ?? []).map((question) => ({ ...question, class: 'UNKNOWN_32769' as 'IN' })),
};

interface Sent {
  readonly packet: Packet;
  readonly to: HostPort | undefined;
}

function newResponder(): { responder: Responder; sent: Sent[]; ask: (query: Packet, port?: number) => void } {
  const sent: Sent[] = [];
  const responder = createResponder({
    mdnsPort: MDNS_PORT,
    own: () => ({ deviceId: toPeerId('a1'.repeat(32)), port: 1, addresses: [] }),
    send: (_link, packet, to) => {
      sent.push({ packet, to });
      return Promise.resolve();
    },
  });
  const ask = (query: Packet, port = MDNS_PORT): void =>
    responder.hearQuery(LINK, query, { address: '10.0.0.9', port, family: 'IPv4', size: 0 });
  return { responder, sent, ask };
}

describe('createResponder()', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('answers many questions with one packet to all, after a short random wait', () => {
    const { sent, ask } = newResponder();
    for (let n = 0; n < 20; n++) ask(BROWSE);
    vi.advanceTimersByTime(19);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(101);
    expect(sent.map(({ to }) => to)).toEqual([undefined]);
  });

  it('multicasts at most once a second, but leaves no question unanswered', () => {
    const { responder, sent, ask } = newResponder();
    responder.announce(LINK);
    ask(BROWSE);
    vi.advanceTimersByTime(999);
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sent).toHaveLength(2);
  });

  it('answers one alone who wishes so, when all others heard it lately', () => {
    const { responder, sent, ask } = newResponder();
    responder.announce(LINK);
    vi.advanceTimersByTime(29_000);
    ask(BROWSE_UNICAST);
    expect(sent.at(-1)?.to).toEqual({ host: '10.0.0.9', port: MDNS_PORT });
    vi.advanceTimersByTime(2_000);
    ask(BROWSE_UNICAST);
    vi.advanceTimersByTime(1_000);
    expect(sent.at(-1)?.to).toBeUndefined();
  });

  it('answers a plain DNS client at its own port', () => {
    const { sent, ask } = newResponder();
    ask({ ...BROWSE, id: 7 }, 40_000);
    expect(sent).toMatchObject([{ packet: { id: 7 }, to: { host: '10.0.0.9', port: 40_000 } }]);
  });

  it('says nothing after its goodbye', async () => {
    const { responder, sent, ask } = newResponder();
    ask(BROWSE);
    await responder.sayGoodbye([LINK]);
    ask(BROWSE);
    responder.announce(LINK);
    vi.advanceTimersByTime(5_000);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.packet.answers?.every((record) => 'ttl' in record && record.ttl === 0)).toBe(true);
  });
});
