import type { PeerId } from './ids.ts';

/** What kind of machine a peer says it is; chooses its picture, nothing else. */
export const PLATFORMS = ['windows', 'macos', 'linux', 'other'] as const;
export type Platform = (typeof PLATFORMS)[number];

/**
 * - `online`: a verified connection to it is open now
 * - `connecting`: it was heard or remembered, and is being dialled
 * - `offline`: known, but not there now
 */
export type PeerStatus = 'online' | 'connecting' | 'offline';

/** One device near us, or one used before. One entry per device id, whatever its addresses. */
export interface Peer {
  readonly id: PeerId;
  /** From HELLO inside TLS, never from an announcement. */
  readonly name: string;
  readonly platform: Platform;
  readonly status: PeerStatus;
  /** The device id in words, for people to compare. */
  readonly fingerprintWords: readonly string[];
  /** `host:port`, best first; for display and diagnosis. */
  readonly addresses: readonly string[];
  /** Typed by hand at some time, so the user may remove it again. */
  readonly isManual: boolean;
  /** Added by hand, or files went to or came from it: the user has dealt with it. */
  readonly isKnown: boolean;
}

export type DiscoveryTrouble = 'port-taken' | 'failed';

/** This device as others see it. */
export interface Self {
  readonly id: PeerId;
  readonly name: string;
  readonly platform: Platform;
  readonly fingerprintWords: readonly string[];
  /** TCP port listened on; 0 while not listening. */
  readonly port: number;
  /** Addresses that peers can dial, without port. Empty: no usable network. */
  readonly addresses: readonly string[];
  /** Others can find it: it is to be seen, and announces itself on an interface at least. */
  readonly isDiscoverable: boolean;
  /**
   * Why devices do not find each other although they should; null: nothing stands in the way.
   * - `port-taken`: another program holds UDP port 5353 for itself
   * - `failed`: the system lets nobody speak mDNS
   */
  readonly discoveryTrouble: DiscoveryTrouble | null;
  /** The file of its key was damaged: since this start it is another device to everybody. */
  readonly isNewIdentity: boolean;
}
