import type { RemoteInfo } from 'node:dgram';
import { zoneOf, type NetworkAddress } from './address-scope.ts';
import { openMdnsSocket, type Endpoint, type MdnsSocket } from './mdns-socket.ts';

/** One interface and family that mDNS is spoken on now. */
export interface MdnsLink {
  readonly interfaceName: string;
  /** `eth0`; on Windows `12`. */
  readonly zone: string | undefined;
  /** All usable addresses of the interface, of both families. */
  readonly addresses: readonly NetworkAddress[];
  readonly socket: MdnsSocket;
}

interface LinkPlan extends Omit<MdnsLink, 'socket'> {
  readonly endpoint: Endpoint;
}

interface LinkEvents {
  readonly onOpened: (link: MdnsLink) => void;
  readonly onPacket: (link: MdnsLink, bytes: Buffer, from: RemoteInfo) => void;
  readonly onWarning: (error: Error, interfaceName: string) => void;
  /** After each change of what is open. */
  readonly onFollowed: () => void;
}

/** One link per interface and family. */
function planLinks(addresses: readonly NetworkAddress[], mdnsPort: number): LinkPlan[] {
  const plans = new Map<string, LinkPlan>();
  for (const { name, family, address } of addresses) {
    const ofInterface = addresses.filter((one) => one.name === name);
    const zone = zoneOf(ofInterface);
    // IPv6 names the interface by zone; without one it cannot be told which is meant
    if (family === 'IPv6' && zone === undefined) continue;
    const joinAddress = family === 'IPv4' ? address : `::%${zone}`;
    const key = `${family} ${name}`;
    if (plans.has(key)) continue;
    const endpoint = { family, joinAddress, mdnsPort };
    plans.set(key, { endpoint, interfaceName: name, zone, addresses: ofInterface });
  }
  return [...plans.values()];
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The mDNS sockets of this computer, as its interfaces come and go. */
export class MdnsLinks {
  readonly #links = new Map<string, MdnsLink>();
  /** Of what should be open and is not. */
  readonly #failures = new Map<string, Error>();
  readonly #mdnsPort: number;
  readonly #events: LinkEvents;
  // one change after the other: opening takes a while
  #queue = Promise.resolve();
  #isClosed = false;

  constructor(mdnsPort: number, events: LinkEvents) {
    this.#mdnsPort = mdnsPort;
    this.#events = events;
  }

  all(): readonly MdnsLink[] {
    return [...this.#links.values()];
  }

  /** Of what should be open and is not: tried again at each `follow`. */
  failures(): readonly Error[] {
    return [...this.#failures.values()];
  }

  /**
   * Opens what is new, closes what is gone, tries again what failed; with `isAfresh` opens everything anew.
   * Never rejects: one interface's error is a warning and hurts no other.
   */
  follow(addresses: readonly NetworkAddress[], isAfresh: boolean): Promise<void> {
    this.#queue = this.#queue.then(() => this.#followNow(addresses, isAfresh));
    return this.#queue;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#queue;
    await Promise.all([...this.#links.keys()].map((key) => this.#closeLink(key)));
  }

  async #followNow(addresses: readonly NetworkAddress[], isAfresh: boolean): Promise<void> {
    if (this.#isClosed) return;
    const plans = new Map(planLinks(addresses, this.#mdnsPort).map((plan) => [JSON.stringify(plan), plan]));
    const gone = [...this.#links.keys()].filter((key) => isAfresh || !plans.has(key));
    await Promise.all(gone.map((key) => this.#closeLink(key)));
    const missing = [...plans].filter(([key]) => !this.#links.has(key));
    for (const key of this.#failures.keys()) if (!plans.has(key)) this.#failures.delete(key);
    await Promise.all(missing.map(([key, plan]) => this.#openLink(key, plan)));
    this.#events.onFollowed();
  }

  async #openLink(key: string, { endpoint, interfaceName, zone, addresses }: LinkPlan): Promise<void> {
    try {
      const socket = await openMdnsSocket(endpoint, {
        onMessage: (bytes, from) => this.#events.onPacket(link, bytes, from),
        onError: (error) => {
          this.#events.onWarning(error, interfaceName);
          if (this.#links.get(key) !== link) return;
          this.#failures.set(key, error);
          void this.#closeLink(key).then(() => this.#events.onFollowed());
        },
      });
      const link: MdnsLink = { interfaceName, zone, addresses, socket };
      this.#links.set(key, link);
      this.#failures.delete(key);
      this.#events.onOpened(link);
    } catch (error) {
      const before = this.#failures.get(key)?.message;
      this.#failures.set(key, toError(error));
      // tried every few seconds, and said once
      if (toError(error).message !== before) this.#events.onWarning(toError(error), interfaceName);
    }
  }

  async #closeLink(key: string): Promise<void> {
    const link = this.#links.get(key);
    this.#links.delete(key);
    await link?.socket.close();
  }
}
