import { decode, encode, type Packet } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPeerId } from '../../../shared/model/ids.ts';
import { buildAnnouncement, buildLegacyAnswer, buildQuery, judgeQuery, parseAnnouncements } from './dns-sd.ts';
import type { NetworkAddress } from './address-scope.ts';

const A = toPeerId('a1'.repeat(32));
const SELF = toPeerId('5e'.repeat(32));
const eth0: NetworkAddress = {
  name: 'eth0',
  family: 'IPv4',
  address: '192.168.1.20',
  prefixLength: 24,
  scopeId: 0,
  isInternal: false,
};
const eth0LinkLocal: NetworkAddress = { ...eth0, family: 'IPv6', address: 'fe80::20', prefixLength: 64, scopeId: 2 };
const ORIGIN = { host: '192.168.1.10', zone: 'eth0', local: [eth0, eth0LinkLocal] };
const OWN = { deviceId: A, port: 53420, addresses: [{ ...eth0, address: '192.168.1.10' }] };

/** As it is after a trip over the wire. */
const overWire = (packet: Packet): Packet => decode(encode(packet));
const parse = (packet: Packet, origin = ORIGIN): ReturnType<typeof parseAnnouncements> =>
  parseAnnouncements(overWire(packet), SELF, origin);

/** An announcement with some of its records changed. */
function announcementWith(change: (record: NonNullable<Packet['answers']>[number]) => typeof record | null): Packet {
  const packet = buildAnnouncement(OWN);
  return { ...packet, answers: packet.answers?.flatMap((record) => change(record) ?? []) };
}

describe('parseAnnouncements()', () => {
  it('reads what buildAnnouncement() wrote, the source address first', () => {
    const packet = buildAnnouncement({ ...OWN, addresses: [...OWN.addresses, { ...eth0, address: '192.168.1.11' }] });
    expect(parse(packet)).toEqual([
      {
        peerId: A,
        ttlMs: 120_000,
        addresses: [
          { host: '192.168.1.10', port: 53420 },
          { host: '192.168.1.11', port: 53420 },
        ],
      },
    ]);
  });

  it('broadcasts the id and what follows from it, no name of a person or computer', () => {
    const label = A.slice(0, 16);
    const texts = overWire(buildAnnouncement(OWN)).answers?.flatMap((record) =>
      record.type === 'TXT' ? String(record.data) : record.name,
    );
    const known = ['_lanyard._tcp.local', `${label}._lanyard._tcp.local`, `${label}.local`, `id=${A},v=1`];
    expect(texts?.filter((text) => !known.includes(text))).toEqual(['_services._dns-sd._udp.local']);
  });

  it('gives link-local IPv6 the zone it was heard on', () => {
    const packet = buildAnnouncement({ ...OWN, addresses: [{ ...eth0LinkLocal, address: 'fe80::10' }] });
    const hosts = parse(packet, { ...ORIGIN, host: 'fe80::10%eth0' })[0]?.addresses.map((one) => one.host);
    expect(hosts).toEqual(['fe80::10%eth0']);
  });

  it('says goodbye for ourselves only, not for the kind of service', () => {
    const names = buildAnnouncement(OWN, 0).answers?.map((record) => record.name);
    expect(names).not.toContain('_services._dns-sd._udp.local');
  });

  it('reads TTL 0 as a goodbye', () => {
    expect(parse(buildAnnouncement(OWN, 0))).toEqual([{ peerId: A, ttlMs: 0, addresses: [] }]);
  });

  it('keeps no announcement longer than ten minutes', () => {
    expect(parse(buildAnnouncement(OWN, 4_000_000_000))[0]?.ttlMs).toBe(600_000);
  });

  it('leaves out our own id', () => {
    expect(parse(buildAnnouncement({ ...OWN, deviceId: SELF }))).toEqual([]);
  });

  it.each([
    ['an id that is no hash', ['id=me', 'v=1']],
    ['an id in capitals', [`id=${'A1'.repeat(32)}`, 'v=1']],
    ['no id', ['v=1']],
    ['a version it does not know', [`id=${A}`, 'v=2']],
    ['more than 1 KiB of text', [`id=${A}`, 'v=1', ...Array.from({ length: 5 }, () => 'x'.repeat(220))]],
  ])('refuses %s', (_name, data) => {
    expect(parse(announcementWith((record) => (record.type === 'TXT' ? { ...record, data } : record)))).toEqual([]);
  });

  it('refuses port 0', () => {
    expect(parse(buildAnnouncement({ ...OWN, port: 0 }))).toEqual([]);
  });

  it('refuses an announcement without its text record', () => {
    expect(parse(announcementWith((record) => (record.type === 'TXT' ? null : record)))).toEqual([]);
  });

  it('takes at most 16 addresses', () => {
    const packet = buildAnnouncement(OWN);
    for (let n = 30; n < 90; n++) {
      packet.answers?.push({ type: 'A', name: `${A.slice(0, 16)}.local`, data: `192.168.1.${n}` });
    }
    expect(parse(packet)[0]?.addresses).toHaveLength(16);
  });

  it.each(['8.8.8.8', '127.0.0.1', '224.0.0.251', '0.0.0.0', '255.255.255.255'])(
    'does not let an announcement make us dial %s',
    (address) => {
      const packet = buildAnnouncement({ ...OWN, addresses: [{ ...eth0, address }] });
      expect(parse(packet)[0]?.addresses).toEqual([{ host: '192.168.1.10', port: 53420 }]);
    },
  );

  it('takes loopback addresses from loopback', () => {
    const lo = { ...eth0, name: 'lo', address: '127.0.0.1', prefixLength: 8, isInternal: true };
    const found = parse(buildAnnouncement({ ...OWN, addresses: [lo] }), { host: '127.0.0.1', zone: 'lo', local: [lo] });
    expect(found[0]?.addresses).toEqual([{ host: '127.0.0.1', port: 53420 }]);
  });

  it('never throws at random bytes that decode', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => expectNoThrow(Buffer.from(bytes))),
      { numRuns: 3_000 },
    );
  });

  it('never throws at real packets with bytes changed, cut or doubled', () => {
    const real = [buildAnnouncement(OWN), buildQuery([{ peerId: A, ttlSec: 100 }]), buildAnnouncement(OWN, 0)];
    const change = fc.record({
      which: fc.nat(real.length - 1),
      edits: fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 8 }),
      cutAt: fc.nat(400),
      tail: fc.uint8Array({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(change, ({ which, edits, cutAt, tail }) => {
        const bytes = Buffer.concat([encode(real[which] ?? {}), tail]);
        for (const [offset, value] of edits) if (offset < bytes.length) bytes[offset] = value;
        expectNoThrow(bytes.subarray(0, Math.max(12, bytes.length - (cutAt % 80))));
      }),
      { numRuns: 5_000 },
    );
  });
});

/** The whole way of a hostile packet; only the decoder may refuse it. */
function expectNoThrow(bytes: Buffer): void {
  let packet: Packet;
  try {
    packet = decode(bytes);
  } catch {
    // refused: that is the other good outcome
    return;
  }
  judgeQuery(packet, A);
  for (const { peerId, addresses, ttlMs } of parseAnnouncements(packet, SELF, ORIGIN)) {
    expect(peerId).toMatch(/^[0-9a-f]{64}$/);
    expect(addresses.length).toBeLessThanOrEqual(16);
    expect(ttlMs).toBeLessThanOrEqual(600_000);
  }
}

describe('judgeQuery()', () => {
  const ask = (name: string, type: 'PTR' | 'SRV' | 'A' = 'PTR'): Packet =>
    overWire({ type: 'query', questions: [{ type, name }] });

  it('answers a browse for our service, whatever its letter case', () => {
    expect(judgeQuery(ask('_LANYARD._tcp.local'), A)).toBe('multicast');
  });

  it('answers a question about our instance and host', () => {
    expect(judgeQuery(ask(`${A.slice(0, 16)}._lanyard._tcp.local`, 'SRV'), A)).toBe('multicast');
    expect(judgeQuery(ask(`${A.slice(0, 16)}.local`, 'A'), A)).toBe('multicast');
  });

  it('ignores questions about others', () => {
    expect(judgeQuery(ask('_ipp._tcp.local'), A)).toBe('ignore');
    expect(judgeQuery(ask(`${SELF.slice(0, 16)}.local`, 'A'), A)).toBe('ignore');
  });

  it('keeps quiet when the asker knows us well', () => {
    expect(judgeQuery(overWire(buildQuery([{ peerId: A, ttlSec: 61 }])), A)).toBe('ignore');
    expect(judgeQuery(overWire(buildQuery([{ peerId: A, ttlSec: 59 }])), A)).toBe('multicast');
  });

  it('sees the wish for a unicast answer', () => {
    const bytes = encode({ type: 'query', questions: [{ type: 'PTR', name: '_lanyard._tcp.local' }] });
    bytes.writeUInt16BE(0x8001, bytes.length - 2);
    expect(judgeQuery(decode(bytes), A)).toBe('unicast');
  });
});

describe('buildLegacyAnswer()', () => {
  it('repeats id and question, with short TTLs and no cache flush', () => {
    const query: Packet = { type: 'query', id: 77, questions: [{ type: 'PTR', name: '_lanyard._tcp.local' }] };
    const answer = overWire(buildLegacyAnswer(query, OWN));
    expect(answer).toMatchObject({ id: 77, questions: [{ name: '_lanyard._tcp.local' }] });
    expect(answer.answers?.every((one) => 'ttl' in one && (one.ttl ?? 0) <= 10 && one.flush !== true)).toBe(true);
  });
});
