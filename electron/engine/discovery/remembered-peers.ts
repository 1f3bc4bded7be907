import { z } from 'zod';
import { isPeerId, type PeerId } from '../../../shared/model/ids.ts';
import { PLATFORMS } from '../../../shared/model/peer.ts';
import type { HostPort } from './addresses.ts';

/** Where the list is kept: `readJson` and `writeJson` of storage, with a file name. */
export interface RememberedPeersFile {
  /** What is there and fits `schema`; undefined when there is none, or a broken one was put aside. */
  load<T>(schema: z.ZodType<T>): Promise<T | undefined>;
  save(data: unknown): Promise<void>;
  /** A disk that failed. The list in memory is good; saving is tried again with the next change. */
  onError?(error: unknown): void;
}

export type RememberedPeers = Awaited<ReturnType<typeof openRememberedPeers>>;

const PEERS_MAX = 256;
const ADDRESSES_MAX = 8;
const SAVE_DELAY_MS = 1_000;
/** A device met once, in a café say, must not stay in the window for ever. Those added by hand do. */
const FORGET_AFTER_MS = 30 * 24 * 3_600_000;

const addressSchema = z.object({ host: z.string().min(1).max(320), port: z.int().min(1).max(65_535) });
const peerSchema = z.object({
  peerId: z.custom<PeerId>((value) => typeof value === 'string' && isPeerId(value)),
  /** As it last called itself. */
  name: z.string().max(256),
  platform: z.enum(PLATFORMS),
  /** Most recent first, at most 8. */
  addresses: z.array(addressSchema).transform((addresses): readonly HostPort[] => addresses.slice(0, ADDRESSES_MAX)),
  isManual: z.boolean(),
  /** Files went to it or came from it. */
  isUsed: z.boolean().default(false),
  /** Unix time. */
  lastSeenMs: z.number().nonnegative(),
});
/** A device that was verified at least once. */
export type RememberedPeer = Readonly<z.infer<typeof peerSchema>>;
/** A device that is online, and where it can be found. */
export type MetPeer = Pick<RememberedPeer, 'peerId' | 'name' | 'platform' | 'addresses'>;
const fileSchema = z.object({ version: z.literal(1), peers: z.array(peerSchema) });

async function readPeers(file: RememberedPeersFile): Promise<readonly RememberedPeer[]> {
  try {
    const peers = (await file.load(fileSchema))?.peers ?? [];
    return peers.filter(({ isManual, lastSeenMs }) => isManual || Date.now() - lastSeenMs < FORGET_AFTER_MS);
  } catch (error) {
    file.onError?.(error);
    return [];
  }
}

/** Added by hand, then used, then the rest; of these, seen most recently. */
function isLessWorth(a: RememberedPeer, b: RememberedPeer): boolean {
  const worth = ({ isManual, isUsed }: RememberedPeer): number => (isManual ? 2 : isUsed ? 1 : 0);
  return worth(a) === worth(b) ? a.lastSeenMs < b.lastSeenMs : worth(a) < worth(b);
}

/** Reads the list; starts with an empty one where it cannot be read. Never rejects. */
export async function openRememberedPeers(file: RememberedPeersFile) {
  const peers = new Map<PeerId, RememberedPeer>();
  for (const peer of await readPeers(file)) peers.set(peer.peerId, peer);
  let timer: NodeJS.Timeout | undefined;
  // one write after the other: the last one must win
  let saving = Promise.resolve();

  /** Most recently seen first. */
  const list = (): readonly RememberedPeer[] => [...peers.values()].toSorted((a, b) => b.lastSeenMs - a.lastSeenMs);
  const save = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    saving = saving
      .then(() => file.save({ version: 1, peers: list() }))
      .catch((error: unknown) => file.onError?.(error));
    return saving;
  };
  const saveSoon = (): void => {
    timer ??= setTimeout(() => void save(), SAVE_DELAY_MS).unref();
  };
  const dropSurplus = (): void => {
    if (peers.size <= PEERS_MAX) return;
    const victim = [...peers.values()].reduce((worst, peer) => (isLessWorth(peer, worst) ? peer : worst));
    peers.delete(victim.peerId);
  };

  return {
    list,
    /**
     * Adds or replaces; of more than 256 the least recently seen goes, used and manual ones last. Saved within a second,
     * and at once when files go to or come from it for the first time: a kill then must not cost the way back to it.
     */
    put: (peer: RememberedPeer): void => {
      const isNews = peer.isUsed && peers.get(peer.peerId)?.isUsed !== true;
      peers.set(peer.peerId, { ...peer, addresses: peer.addresses.slice(0, ADDRESSES_MAX) });
      dropSurplus();
      if (isNews) void save();
      else saveSoon();
    },
    remove: (peerId: PeerId): void => {
      if (peers.delete(peerId)) saveSoon();
    },
    /** Saves what is not saved yet. Never rejects. */
    stop: (): Promise<void> => (timer === undefined ? saving : save()),
  };
}
