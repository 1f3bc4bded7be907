import { PeerError, toErrorInfo, TransferError } from '../../../shared/errors/lanyard-error.ts';
import { newTest, type ConnectionTest, type DiskSpeed } from '../../../shared/model/connection-test.ts';
import type { PeerId } from '../../../shared/model/ids.ts';
import type { RateLimiter } from '../transfer/rate-limiter.ts';
import type { Session } from '../transport/handshake.ts';
import { runTest } from './run-test.ts';
import { TestService } from './serve-test.ts';
import { TestClient, toTestError } from './test-client.ts';
import { TestTurns } from './test-turns.ts';

/** A disk is measured for others no more often: it wears, and the figure stays the same. Milliseconds. */
const DISK_AGE_MS = 60_000;
/** For a whole test, beside which the other side has its own. Milliseconds. */
const TOTAL_MS = 90_000;

interface ConnectionTestsOptions {
  /** A session for a test. */
  readonly dial: (peerId: PeerId, signal: AbortSignal) => Promise<Session>;
  /** Files were exchanged with it. */
  readonly isKnown: (peerId: PeerId) => boolean;
  readonly uploads: RateLimiter;
  readonly downloads: RateLimiter;
  /** Files move. */
  readonly isBusy: () => boolean;
  /** Of the folder that takes what this peer sends. */
  readonly measureDisk: (peerId: PeerId, signal: AbortSignal) => Promise<DiskSpeed>;
  readonly onChanged: (test: ConnectionTest) => void;
}

/** Tests of connections: the one that the user makes, and the one that is served, of which only one is at a time. */
export class ConnectionTests {
  readonly #options: ConnectionTestsOptions;
  readonly #turns = new TestTurns();
  readonly #running = new Set<Promise<void>>();
  readonly #served = new Set<Session['connection']>();
  #abort: AbortController | null = null;
  #disk: { readonly atMs: number; readonly speed: DiskSpeed } | null = null;

  constructor(options: ConnectionTestsOptions) {
    this.#options = options;
  }

  /** Begins a test, which is told by event until it has ended. One that is served gives way. Throws PEER_BUSY while one runs. */
  start(peerId: PeerId): void {
    if (!this.#turns.takeOwn()) throw new PeerError('PEER_BUSY', 'a test runs', { at: 'here' });
    const abort = new AbortController();
    this.#abort = abort;
    this.#track(this.#run(peerId, abort));
  }

  /** Ends the test that the user made, if one runs. */
  cancel(): void {
    this.#abort?.abort(new TransferError('TRANSFER_CANCELLED', 'cancelled by the user'));
  }

  /** Takes over a session whose peer wants to test. */
  serve({ connection }: Session): void {
    const { isKnown: isKnownPeer, uploads, downloads, isBusy, measureDisk } = this.#options;
    const { peerId } = connection;
    const isKnown = isKnownPeer(peerId);
    const refuse = (why: string): void => connection.close(new PeerError('PEER_BUSY', why));
    const guest = { peerId, isKnown, giveWay: () => refuse('another test goes before') };
    if (!this.#turns.take(guest, performance.now())) return refuse('another test runs, or ran just now');
    const disk = (signal: AbortSignal): Promise<DiskSpeed> => this.#knownDisk(() => measureDisk(peerId, signal));
    const service = new TestService({ connection, isKnown, uploads, downloads, isBusy, disk });
    this.#served.add(connection);
    this.#track(
      service.run().finally(() => {
        this.#served.delete(connection);
        this.#turns.leave(guest, performance.now());
      }),
    );
  }

  /** Resolves when none runs, and nothing of one is on a disk. */
  async stop(): Promise<void> {
    this.cancel();
    for (const connection of this.#served) connection.close(new PeerError('PEER_SHUTTING_DOWN', 'quitting'));
    await Promise.all(this.#running);
  }

  async #run(peerId: PeerId, abort: AbortController): Promise<void> {
    const late = setTimeout(() => abort.abort(new PeerError('PEER_TIMED_OUT', 'the test takes too long')), TOTAL_MS);
    let test = newTest(peerId);
    const tell = (change: Partial<ConnectionTest>): void => {
      test = { ...test, ...change };
      this.#options.onChanged(test);
    };
    tell({ isShared: this.#options.isBusy() });
    try {
      await this.#measure(peerId, abort.signal, tell);
      tell({ step: null, isShared: test.isShared || this.#options.isBusy() });
    } catch (error) {
      // what an abort breaks on its way has reasons of its own
      tell({ step: null, error: toErrorInfo(abort.signal.aborted ? abort.signal.reason : error) });
    } finally {
      clearTimeout(late);
      this.#abort = null;
      this.#turns.leaveOwn();
    }
  }

  async #measure(peerId: PeerId, signal: AbortSignal, tell: (change: Partial<ConnectionTest>) => void): Promise<void> {
    const { dial, uploads, downloads, measureDisk } = this.#options;
    const { connection } = await dial(peerId, signal).catch((error: unknown) => {
      throw toTestError(error);
    });
    try {
      await runTest({
        client: new TestClient({ connection, uploads, downloads, signal }),
        tell,
        measureDisk: () => measureDisk(peerId, signal),
        isLimited: () => ({ up: uploads.isLimited, down: downloads.isLimited }),
      });
    } finally {
      connection.close(null);
    }
  }

  async #knownDisk(measure: () => Promise<DiskSpeed>): Promise<DiskSpeed> {
    if (this.#disk && performance.now() - this.#disk.atMs < DISK_AGE_MS) return this.#disk.speed;
    const speed = await measure();
    this.#disk = { atMs: performance.now(), speed };
    return speed;
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }
}
