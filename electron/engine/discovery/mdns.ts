import type { RemoteInfo } from 'node:dgram';
import { decode, encode, type Packet } from 'dns-packet';
import type { PeerId } from '../../../shared/model/ids.ts';
import type { DiscoveryTrouble } from '../../../shared/model/peer.ts';
import type { HostPort } from './addresses.ts';
import { createAnnouncedPeers } from './announced-peers.ts';
import { buildQuery, parseAnnouncements, RECORD_TTL_SEC, type Announcement } from './dns-sd.ts';
import type { InterfaceChange, InterfaceWatch } from './interfaces.ts';
import { MdnsLinks, type MdnsLink } from './mdns-links.ts';
import { createPacketGate } from './packet-gate.ts';
import { createResponder, type Responder } from './responder.ts';
import { createSchedule } from './schedule.ts';

interface MdnsOptions {
  readonly deviceId: PeerId;
  /** TCP port to announce. */
  readonly port: number;
  readonly interfaces: InterfaceWatch;
  /** False: browse only, never announce or answer. */
  readonly isDiscoverable: boolean;
  /**
   * Called at every announcement heard, also repeated ones. Only a hint: anybody can announce any id. The addresses
   * are 1 to 16, the one it was heard from last first; from all interfaces.
   */
  readonly onFound: (found: Announcement) => void;
  /** It said goodbye, or was not heard for its TTL. */
  readonly onLost: (peerId: PeerId) => void;
  /** One interface failed (it is tried again later); the others go on. For the log. */
  readonly onWarning?: (error: Error, interfaceName: string) => void;
  /** What is in the way of all announcements has changed. */
  readonly onTroubleChanged?: (trouble: DiscoveryTrouble | null) => void;
  /** UDP port; other than 5353 only for tests. */
  readonly mdnsPort?: number;
}

const MDNS_PORT = 5353;
/** What failed to open is tried again after this: another program may have ended. */
const RETRY_MS = 5_000;
/** What a system says of a port that another program does not share; Windows the second. */
const PORT_TAKEN = new Set(['EADDRINUSE', 'EACCES']);
/** After a start or a change of network; the first goes out when a socket opens. RFC 6762 8.3 wants two at least. */
const ANNOUNCE_GAPS_MS = [1_000, 2_000];
/** Gaps between questions, RFC 6762 5.2; the last one is kept. */
const QUERY_GAPS_MS = [1_000, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000];

/** Announces this device and listens for others, on every address of the watch, until stopped. Never throws. */
export class Mdns {
  readonly #options: MdnsOptions;
  readonly #mdnsPort: number;
  readonly #gate = createPacketGate();
  readonly #announced: ReturnType<typeof createAnnouncedPeers>;
  readonly #links: MdnsLinks;
  readonly #responder: Responder;
  readonly #announcing = createSchedule(ANNOUNCE_GAPS_MS, () => this.#announceAll(), 'end');
  readonly #asking = createSchedule(QUERY_GAPS_MS, () => this.#askAll(), 'repeat-last');
  readonly #unwatch: () => void;
  #retry: NodeJS.Timeout | undefined;
  #trouble: DiscoveryTrouble | null = null;
  #isStopped = false;

  constructor(options: MdnsOptions) {
    this.#options = options;
    this.#mdnsPort = options.mdnsPort ?? MDNS_PORT;
    this.#announced = createAnnouncedPeers(options.onLost);
    this.#responder = createResponder({
      mdnsPort: this.#mdnsPort,
      own: ({ addresses }) => ({ deviceId: options.deviceId, port: options.port, addresses }),
      send: (link, packet, to) => this.#send(link, packet, to),
    });
    this.#links = new MdnsLinks(this.#mdnsPort, {
      onOpened: (link) => {
        if (options.isDiscoverable) this.#responder.announce(link);
        this.#ask(link);
      },
      onPacket: (link, bytes, from) => this.#hearPacket(link, bytes, from),
      onWarning: (error, interfaceName) => options.onWarning?.(error, interfaceName),
      onFollowed: () => this.#judgeLinks(),
    });
    this.#unwatch = options.interfaces.onChanged((change) => this.#follow(change));
    this.#follow('addresses');
  }

  /** Why nobody hears this device, nor it anybody; null: somebody may. */
  get trouble(): DiscoveryTrouble | null {
    return this.#trouble;
  }

  /** Says goodbye on every interface; resolves when that is sent and all sockets are closed. */
  async stop(): Promise<void> {
    this.#unwatch();
    clearTimeout(this.#retry);
    this.#isStopped = true;
    this.#announcing.stop();
    this.#asking.stop();
    this.#announced.stop();
    if (this.#options.isDiscoverable) await this.#responder.sayGoodbye(this.#links.all());
    await this.#links.close();
  }

  #follow(change: InterfaceChange): void {
    void this.#links.follow(this.#options.interfaces.current(), change === 'woke');
    this.#announcing.restart();
    this.#asking.restart();
  }

  #judgeLinks(): void {
    if (this.#isStopped) return;
    const failures = this.#links.failures();
    clearTimeout(this.#retry);
    if (failures.length > 0) this.#retry = setTimeout(() => this.#followAgain(), RETRY_MS).unref();
    const isMute = failures.length > 0 && this.#links.all().length === 0;
    const isTaken = failures.some((error) => 'code' in error && PORT_TAKEN.has(String(error.code)));
    const trouble = !isMute ? null : isTaken ? 'port-taken' : 'failed';
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#options.onTroubleChanged?.(trouble);
  }

  #followAgain(): void {
    void this.#links.follow(this.#options.interfaces.current(), false);
  }

  #announceAll(): void {
    if (!this.#options.isDiscoverable) return;
    for (const link of this.#links.all()) this.#responder.announce(link);
  }

  #askAll(): void {
    for (const link of this.#links.all()) this.#ask(link);
  }

  #ask(link: MdnsLink): void {
    void this.#send(link, buildQuery(this.#announced.fresh(RECORD_TTL_SEC * 1_000)));
  }

  #hearPacket(link: MdnsLink, bytes: Buffer, from: RemoteInfo): void {
    if (!this.#gate.admits(bytes, from.address, link.addresses)) return;
    const packet = decodePacket(bytes);
    if (packet?.type === 'query' && this.#options.isDiscoverable) this.#responder.hearQuery(link, packet, from);
    // answers come from the mDNS port or are forged, RFC 6762 6
    if (packet?.type === 'response' && from.port === this.#mdnsPort) this.#hearResponse(link, packet, from.address);
  }

  #hearResponse(link: MdnsLink, packet: Packet, host: string): void {
    const { deviceId, onFound } = this.#options;
    const origin = { host, zone: link.zone, local: link.addresses };
    for (const { peerId, addresses, ttlMs } of parseAnnouncements(packet, deviceId, origin)) {
      if (ttlMs === 0) this.#announced.drop(peerId);
      else onFound({ peerId, addresses: this.#announced.note(peerId, addresses, ttlMs), ttlMs });
    }
  }

  async #send(link: MdnsLink, packet: Packet, to?: HostPort): Promise<void> {
    try {
      await link.socket.send(encode(packet), to);
    } catch (error) {
      // no route, no carrier, address still being checked: the next packet may do better
      if (error instanceof Error) this.#options.onWarning?.(error, link.interfaceName);
    }
  }
}

/** Null for what is not DNS. */
function decodePacket(bytes: Buffer): Packet | null {
  try {
    return decode(bytes);
  } catch {
    // hostile or broken: anybody on the network can send it, so it is not worth a line in the log
    return null;
  }
}
