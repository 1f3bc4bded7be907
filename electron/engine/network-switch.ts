import { PeerError } from '../../shared/errors/lanyard-error.ts';
import type { PeerId } from '../../shared/model/ids.ts';
import type { Peer, Self } from '../../shared/model/peer.ts';
import { deferred, type Deferred } from './deferred.ts';
import type { MetPeer } from './discovery/remembered-peers.ts';
import type { EngineSettings } from './engine-api.ts';
import type { Log } from './log.ts';
import type { Network } from './network.ts';

/** How a network is to be opened. */
export interface NetworkStart {
  readonly settings: EngineSettings;
  /** To listen on. */
  readonly port: number;
  /** Peers that saw the network before this one go. */
  readonly wereOnline: readonly MetPeer[];
}

export interface NetworkSwitchOptions {
  readonly settings: EngineSettings;
  readonly start: (how: NetworkStart) => Promise<Network>;
  /** While true the network stays as it is. */
  readonly isBusy: () => boolean;
  readonly untilIdle: () => Promise<void>;
  /** After each change of networks. */
  readonly onSelf: (self: Self) => void;
  readonly onPeers: (peers: readonly Peer[]) => void;
  readonly log: Log;
}

/** Pauses between attempts to open a network that does not open. */
const RETRY_MS = { first: 2_000, longest: 30_000 } as const;

/** True when the network has to be opened anew to follow the settings. */
function isOtherNetwork(a: EngineSettings, b: EngineSettings): boolean {
  const describe = ({ name, port, interfaces, isVisible }: EngineSettings): string =>
    JSON.stringify([name, port, interfaces?.toSorted() ?? null, isVisible]);
  return describe(a) !== describe(b);
}

/**
 * The network of an engine whose settings change. Opened anew when name, port, interfaces or visibility differ, as
 * soon as nothing runs on it; of several changes meanwhile the last one counts. Commands wait while it changes.
 */
export class NetworkSwitch {
  readonly #options: NetworkSwitchOptions;
  /** The one that runs; when none does, the last that did. */
  #network: Network;
  #ready: Promise<Network>;
  #wanted: EngineSettings;
  /** What the running network follows; null: none could be opened. */
  #applied: EngineSettings | null;
  #following: Promise<void> | null = null;
  #untilIdle: Promise<void> | null = null;
  /** Resolves when the network follows, or as soon as that has to wait. */
  #answered: Deferred<void> = deferred();
  #isPutOff = false;
  #isHeld = false;
  /** Everybody, as gone: while no network is open. */
  #away: { readonly of: readonly Peer[] | null; readonly peers: readonly Peer[] } = { of: null, peers: [] };
  #wake: () => void = () => undefined;

  private constructor(options: NetworkSwitchOptions, network: Network) {
    this.#options = options;
    this.#network = network;
    this.#ready = Promise.resolve(network);
    this.#wanted = options.settings;
    this.#applied = options.settings;
  }

  /** Rejects when the first network cannot be opened. */
  static async open(options: NetworkSwitchOptions): Promise<NetworkSwitch> {
    const { settings } = options;
    const network = await options.start({ settings, port: settings.port, wereOnline: [] });
    return new NetworkSwitch(options, network);
  }

  self(): Self {
    const self = this.#network.self();
    if (this.#applied !== null) return self;
    return { ...self, name: this.#wanted.name, port: 0, addresses: [], isDiscoverable: false };
  }

  peers(): readonly Peer[] {
    const peers = this.#network.peers();
    if (this.#applied !== null) return peers;
    // the same ones as long as nothing changes
    if (this.#away.of !== peers)
      this.#away = { of: peers, peers: peers.map((peer) => ({ ...peer, status: 'offline' })) };
    return this.#away.peers;
  }

  async addPeer(address: string): Promise<PeerId> {
    for (;;) {
      const ready = this.#ready;
      const network = await ready;
      try {
        return await network.addPeer(address);
      } catch (error) {
        // else the network went away under the dial
        if (this.#ready === ready || this.#isHeld) throw error;
      }
    }
  }

  /** The network that is open, or the one that is just being opened. @throws PeerError when that does not open */
  ready(): Promise<Network> {
    return this.#ready;
  }

  /** Resolves when the network follows `settings`, or as soon as that has to wait. */
  async configure(settings: EngineSettings): Promise<void> {
    this.#wanted = settings;
    this.#wake();
    if (this.#isHeld || this.#isPutOff || !(this.#following || this.#isDue())) return;
    const { promise } = this.#answered;
    this.#following ??= this.#follow();
    await promise;
  }

  /** From now on the network stays as it is: the engine is about to stop. */
  hold(): void {
    this.#isHeld = true;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.hold();
    await this.#following;
    if (this.#applied !== null) await this.#network.stop('none');
  }

  #isDue(): boolean {
    return this.#applied === null || isOtherNetwork(this.#applied, this.#wanted);
  }

  async #follow(): Promise<void> {
    let retryMs: number = RETRY_MS.first;
    while (!this.#isHeld && this.#isDue()) {
      if (this.#options.isBusy()) await this.#putOff(this.#idle());
      else if (!(await this.#replace())) {
        await this.#putOff(null, retryMs);
        retryMs = Math.min(retryMs * 2, RETRY_MS.longest);
      }
    }
    this.#following = null;
    this.#answer();
  }

  /** One wait for all, however often it is asked for. */
  #idle(): Promise<void> {
    this.#untilIdle ??= this.#options.untilIdle().finally(() => (this.#untilIdle = null));
    return this.#untilIdle;
  }

  /** Waits for `event`, for the time to pass, or for other settings. Nobody else waits for that. */
  async #putOff(event: Promise<void> | null, timeoutMs?: number): Promise<void> {
    this.#isPutOff = true;
    this.#answer();
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      void event?.then(resolve);
      if (timeoutMs !== undefined) timer = setTimeout(resolve, timeoutMs).unref();
    });
    clearTimeout(timer);
    this.#isPutOff = false;
  }

  #answer(): void {
    this.#answered.resolve();
    this.#answered = deferred();
  }

  /** False: there is no network now. */
  async #replace(): Promise<boolean> {
    const settings = this.#wanted;
    const swapping = this.#swap(settings);
    this.#ready = swapping;
    try {
      this.#network = await swapping;
      this.#applied = settings;
    } catch (error) {
      this.#options.log.error('the network could not be opened', error);
      this.#applied = null;
    }
    this.#options.onSelf(this.self());
    this.#options.onPeers(this.peers());
    return this.#applied !== null;
  }

  async #swap(settings: EngineSettings): Promise<Network> {
    const before = this.#network;
    const isSamePort = this.#applied !== null && this.#applied.port === settings.port;
    const port = isSamePort ? before.self().port : settings.port;
    const wereOnline = before.online();
    try {
      if (this.#applied !== null) await before.stop('transfers');
      return await this.#options.start({ settings, port, wereOnline });
    } catch (cause) {
      throw new PeerError('PEER_UNREACHABLE', 'this computer has no network open', { cause });
    }
  }
}
