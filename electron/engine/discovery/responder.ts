import type { RemoteInfo } from 'node:dgram';
import type { Packet } from 'dns-packet';
import type { HostPort } from './addresses.ts';
import { buildAnnouncement, buildLegacyAnswer, judgeQuery, RECORD_TTL_SEC, type OwnService } from './dns-sd.ts';
import type { MdnsLink } from './mdns-links.ts';

/** Many may answer one question: each waits a little, at random (RFC 6762 6). */
const DELAY_MIN_MS = 20;
const DELAY_SPREAD_MS = 100;
/** A record is not multicast twice within a second (RFC 6762 6). */
const MULTICAST_GAP_MS = 1_000;
/** Multicast this lately, everybody has it, and one asker gets it alone (RFC 6762 5.4). */
const RECENT_MS = (RECORD_TTL_SEC * 1_000) / 4;

interface ResponderOptions {
  readonly mdnsPort: number;
  readonly own: (link: MdnsLink) => OwnService;
  /** Never rejects. */
  readonly send: (link: MdnsLink, packet: Packet, to?: HostPort) => Promise<void>;
}

export type Responder = ReturnType<typeof createResponder>;

/** Speaks for this device on all links, within the limits of RFC 6762. */
export function createResponder({ mdnsPort, own, send }: ResponderOptions) {
  const multicastAtMs = new WeakMap<MdnsLink, number>();
  const pending = new Map<MdnsLink, NodeJS.Timeout>();
  let isGone = false;

  const sinceMulticastMs = (link: MdnsLink): number => performance.now() - (multicastAtMs.get(link) ?? -Infinity);

  /** Tells everybody on the link about us, now. */
  const announce = (link: MdnsLink): void => {
    if (isGone) return;
    clearTimeout(pending.get(link));
    pending.delete(link);
    multicastAtMs.set(link, performance.now());
    void send(link, buildAnnouncement(own(link)));
  };
  const announceSoon = (link: MdnsLink): void => {
    if (pending.has(link)) return;
    const politeMs = DELAY_MIN_MS + Math.random() * DELAY_SPREAD_MS;
    const delayMs = Math.max(politeMs, MULTICAST_GAP_MS - sinceMulticastMs(link));
    pending.set(link, setTimeout(() => announce(link), delayMs).unref());
  };

  return {
    announce,
    hearQuery: (link: MdnsLink, query: Packet, from: RemoteInfo): void => {
      const wish = judgeQuery(query, own(link).deviceId);
      if (wish === 'ignore' || isGone) return;
      const asker = { host: from.address, port: from.port };
      if (from.port !== mdnsPort) void send(link, buildLegacyAnswer(query, own(link)), asker);
      else if (wish === 'unicast' && sinceMulticastMs(link) < RECENT_MS) {
        void send(link, buildAnnouncement(own(link)), asker);
      } else announceSoon(link);
    },
    /** Stops answering and tells everybody that we go; resolves when that is sent. */
    sayGoodbye: async (links: readonly MdnsLink[]): Promise<void> => {
      isGone = true;
      for (const timer of pending.values()) clearTimeout(timer);
      pending.clear();
      await Promise.all(links.map((link) => send(link, buildAnnouncement(own(link), 0))));
    },
  };
}
