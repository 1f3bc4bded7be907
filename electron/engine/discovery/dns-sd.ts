import type { Answer, Packet, Question, TxtAnswer } from 'dns-packet';
import { isPeerId, type PeerId } from '../../../shared/model/ids.ts';
import { isLinkLocalIPv6, isOnLink, isSiteLocal, type NetworkAddress } from './address-scope.ts';
import { isPort, normalizeHost, type HostPort } from './addresses.ts';

/** PROTOCOL.md, discovery. */
const SERVICE = '_lanyard._tcp.local';
/** The service that lists services, RFC 6763 9: for people who look with a browser of DNS-SD. */
const SERVICE_LIST = '_services._dns-sd._udp.local';
/** A device that vanished silently is forgotten after this long. */
export const RECORD_TTL_SEC = 120;
/** Announcements may not keep an entry longer than this, whatever they say. */
const TTL_MAX_SEC = 600;
const TXT_MAX_BYTES = 1024;
const ADDRESSES_MAX = 16;
/** Reflectors put several devices into one packet; more than these is not honest. */
const DEVICES_MAX_PER_PACKET = 8;
const TXT_VERSION = '1';
/** Stands for the device in names: 64 bits of a hash never collide on one network, so nothing is probed (RFC 6762 8.1). */
const LABEL_CHARS = 16;
/** `authoritative answer`, as RFC 6762 18.4 wants it. */
const AUTHORITATIVE = 1 << 10;
/** dns-packet does not know the "unicast response" bit and gives such a class this name. */
const CLASS_IN_UNICAST = 'UNKNOWN_32769';
/** Plain DNS clients may not keep our records longer. */
const LEGACY_TTL_SEC = 10;
/** Known answers fill one Ethernet frame at most (69 bytes each; dns-packet does not compress names). */
const KNOWN_ANSWERS_MAX = 16;

/** What we say of ourselves on one interface. */
export interface OwnService {
  readonly deviceId: PeerId;
  readonly port: number;
  /** Of the interface the packet goes out on. */
  readonly addresses: readonly NetworkAddress[];
}

/** Where a packet came from. */
export interface PacketOrigin {
  /** Source address, with zone where it is link-local. */
  readonly host: string;
  /** `eth0`; on Windows `12`. Given to link-local addresses in the packet. */
  readonly zone: string | undefined;
  /** Addresses of the interface it was heard on. */
  readonly local: readonly NetworkAddress[];
}

/** What a packet says about one device. Hearsay. */
export interface Announcement {
  readonly peerId: PeerId;
  /** The packet's source first, at most 16. Empty with a goodbye. */
  readonly addresses: readonly HostPort[];
  /** 0: goodbye. */
  readonly ttlMs: number;
}

const instanceName = (deviceId: PeerId): string => `${deviceId.slice(0, LABEL_CHARS)}.${SERVICE}`;
const hostName = (deviceId: PeerId): string => `${deviceId.slice(0, LABEL_CHARS)}.local`;

function pointer(name: string, data: string, ttl: number): Answer {
  // shared record: no cache flush, RFC 6762 10.2
  return { type: 'PTR', name, ttl, data };
}

function addressRecord(deviceId: PeerId, address: NetworkAddress, ttl: number): Answer {
  const type = address.family === 'IPv4' ? 'A' : 'AAAA';
  return { type, name: hostName(deviceId), ttl, flush: true, data: address.address };
}

/**
 * Everything about this device in one packet; with `ttlSec` 0 a goodbye. All stands among the answers, so that it
 * serves as announcement (RFC 6762 8.3) and as answer to whatever was asked.
 */
export function buildAnnouncement({ deviceId, port, addresses }: OwnService, ttlSec = RECORD_TTL_SEC): Packet {
  const name = instanceName(deviceId);
  const unique = { name, ttl: ttlSec, flush: true };
  // others of this type may live on when we go: no goodbye for the list of services
  const listed = ttlSec === 0 ? [] : [pointer(SERVICE_LIST, SERVICE, ttlSec)];
  return {
    type: 'response',
    flags: AUTHORITATIVE,
    answers: [
      pointer(SERVICE, name, ttlSec),
      { type: 'SRV', ...unique, data: { port, target: hostName(deviceId) } },
      { type: 'TXT', ...unique, data: [`id=${deviceId}`, `v=${TXT_VERSION}`] },
      ...addresses.slice(0, ADDRESSES_MAX).map((address) => addressRecord(deviceId, address, ttlSec)),
      ...listed,
    ],
  };
}

/**
 * The answer to `query` for a plain DNS client, which knows nothing of multicast (RFC 6762 6.7): its own id and
 * question, a short TTL, no cache flush.
 */
export function buildLegacyAnswer(query: Packet, own: OwnService): Packet {
  const { answers = [], ...rest } = buildAnnouncement(own, LEGACY_TTL_SEC);
  const plain = answers.map((answer) => ('flush' in answer ? { ...answer, flush: false } : answer));
  return { ...rest, id: query.id, questions: query.questions, answers: plain };
}

/** Asks who is there. Those in `known` need not answer (RFC 6762 7.1). */
export function buildQuery(known: readonly { readonly peerId: PeerId; readonly ttlSec: number }[]): Packet {
  return {
    type: 'query',
    questions: [{ type: 'PTR', name: SERVICE }],
    answers: known.slice(0, KNOWN_ANSWERS_MAX).map((one) => pointer(SERVICE, instanceName(one.peerId), one.ttlSec)),
  };
}

function asks(question: Question, type: Question['type'], name: string): boolean {
  // the library reads 255 as ANY, its types leave that out
  const isType = question.type === type || (question.type as string) === 'ANY';
  return isType && sameName(question.name, name);
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function knowsUs(query: Packet, name: string): boolean {
  return (query.answers ?? []).some(
    (answer) =>
      answer.type === 'PTR' &&
      sameName(answer.name, SERVICE) &&
      sameName(answer.data, name) &&
      (answer.ttl ?? 0) >= RECORD_TTL_SEC / 2,
  );
}

/** Whether `query` wants our records, and sent to whom. */
export function judgeQuery(query: Packet, deviceId: PeerId): 'ignore' | 'multicast' | 'unicast' {
  const name = instanceName(deviceId);
  const host = hostName(deviceId);
  const questions = query.questions ?? [];
  const isForUs = questions.some(
    (one) =>
      (asks(one, 'PTR', SERVICE) && !knowsUs(query, name)) ||
      asks(one, 'PTR', SERVICE_LIST) ||
      asks(one, 'SRV', name) ||
      asks(one, 'TXT', name) ||
      asks(one, 'A', host) ||
      asks(one, 'AAAA', host),
  );
  if (!isForUs) return 'ignore';
  return questions.every((one) => String(one.class) === CLASS_IN_UNICAST) ? 'unicast' : 'multicast';
}

function readText({ data }: TxtAnswer): Map<string, string> {
  const parts = Array.isArray(data) ? data : [data];
  const entries = new Map<string, string>();
  let sizeBytes = 0;
  for (const part of parts) {
    sizeBytes += part.length + 1;
    if (sizeBytes > TXT_MAX_BYTES) return new Map();
    const [key = '', ...value] = part.toString().split('=');
    // RFC 6763 6.4: the first of equal keys counts
    if (!entries.has(key.toLowerCase())) entries.set(key.toLowerCase(), value.join('='));
  }
  return entries;
}

function readPeerId(records: readonly Answer[], name: string): PeerId | null {
  const record = records.find((one): one is TxtAnswer => one.type === 'TXT' && sameName(one.name, name));
  const text = record && readText(record);
  const id = text?.get('id') ?? '';
  return isPeerId(id) && text?.get('v') === TXT_VERSION ? id : null;
}

/** What an announcement may make us dial: this network or this site, never a host of the internet. */
function isBelievable(host: string, { local }: PacketOrigin): boolean {
  return isSiteLocal(host) || local.some((address) => isOnLink(host, address));
}

function readAddresses(records: readonly Answer[], target: string, port: number, origin: PacketOrigin): HostPort[] {
  const hosts = new Set([normalizeHost(origin.host)]);
  for (const record of records) {
    if (hosts.size >= ADDRESSES_MAX) break;
    if ((record.type !== 'A' && record.type !== 'AAAA') || !sameName(record.name, target)) continue;
    const host = normalizeHost(record.data);
    if (!isBelievable(host, origin)) continue;
    if (!isLinkLocalIPv6(host)) hosts.add(host);
    else if (origin.zone !== undefined) hosts.add(`${host}%${origin.zone}`);
  }
  return [...hosts].map((host) => ({ host, port }));
}

/**
 * Reads the devices out of a decoded response, whoever made it. What is not whole and sane is left out;
 * so is `selfId`. Never throws.
 */
export function parseAnnouncements(packet: Packet, selfId: PeerId, origin: PacketOrigin): Announcement[] {
  const records = [...(packet.answers ?? []), ...(packet.additionals ?? [])];
  const found = new Map<PeerId, Announcement>();
  for (const record of records) {
    if (record.type !== 'SRV' || !record.name.toLowerCase().endsWith(`.${SERVICE}`)) continue;
    const { port, target } = record.data;
    const peerId = readPeerId(records, record.name);
    if (peerId === null || peerId === selfId || found.has(peerId) || !isPort(port)) continue;
    const ttlMs = Math.min(record.ttl ?? 0, TTL_MAX_SEC) * 1_000;
    found.set(peerId, { peerId, ttlMs, addresses: ttlMs === 0 ? [] : readAddresses(records, target, port, origin) });
    if (found.size >= DEVICES_MAX_PER_PACKET) break;
  }
  return [...found.values()];
}
