import { ProtocolError } from '../../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { MAX_HASHES_ASKED } from '../../../../shared/protocol/constants.ts';
import type { MessageOf } from '../../../../shared/protocol/messages.ts';
import type { DiskReaders } from '../../disk-thread/disk-readers.ts';
import { SourceHasher } from './hash-source.ts';
import type { Source } from './scan.ts';
import type { Readable } from './source-reads.ts';

interface HashAnswersOptions {
  readonly entries: readonly ManifestEntry[];
  /** Of each entry. */
  readonly sources: readonly Source[];
  readonly readers: DiskReaders;
  readonly send: (message: MessageOf<'hashes'>) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly onHashed: (index: number, sha256: string) => void;
  /** What nobody expected. */
  readonly onError: (error: unknown) => void;
}

/** Hashes that are told together. */
const MAX_TOLD_TOGETHER = 200;
/** The receiver compares while we read on. */
const TELL_AFTER_MS = 200;

/** Tells a receiver, who has files of the same names and sizes, the hashes it asks for. PROTOCOL.md §4.13 */
export class HashAnswers {
  readonly #options: HashAnswersOptions;
  readonly #hasher: SourceHasher;
  readonly #asked = new Set<number>();
  /** Indexes yet to be hashed, as they were asked for. */
  readonly #queue: number[] = [];
  #done: [index: number, sha256: string | null][] = [];
  #toldAtMs = 0;
  #isWorking = false;
  readonly #ending = new AbortController();

  constructor(options: HashAnswersOptions) {
    this.#options = options;
    this.#hasher = new SourceHasher(options.readers);
    options.signal.addEventListener('abort', () => this.stop(), { once: true });
  }

  /** Takes up a query; answers come as they are known. Throws a ProtocolError for what no honest receiver asks. */
  ask(indexes: readonly number[]): void {
    for (const index of indexes) {
      if (this.#options.entries[index]?.kind !== 'file' || this.#asked.has(index))
        throw bad('no file, or asked before');
      this.#asked.add(index);
      this.#queue.push(index);
    }
    if (this.#queue.length + this.#done.length > MAX_HASHES_ASKED) throw bad('too many at once');
    void this.#work();
  }

  /** The answer has come: hashes are of no use any more, and the file being read is let go. */
  stop(): void {
    this.#ending.abort();
    this.#hasher.close();
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    try {
      while (this.#queue.length > 0 && !this.#hasEnded) await this.#answerNext();
    } catch (error) {
      if (!this.#hasEnded) this.#options.onError(error);
    } finally {
      this.#isWorking = false;
    }
  }

  get #hasEnded(): boolean {
    return this.#ending.signal.aborted;
  }

  async #answerNext(): Promise<void> {
    const [first, ...others] = this.#queue.slice(0, MAX_TOLD_TOGETHER).map((index) => this.#fileAt(index));
    if (!first) throw new Error('bug: nothing to hash');
    const hashes = await this.#hasher.hash([first, ...others], this.#ending.signal);
    for (const [position, index] of this.#queue.splice(0, hashes.length).entries()) {
      const sha256 = hashes[position] ?? null;
      if (sha256 !== null) this.#options.onHashed(index, sha256);
      this.#done.push([index, sha256]);
    }
    this.#tellIfDue();
  }

  #fileAt(index: number): Readable {
    const { entries, sources } = this.#options;
    const [entry, source] = [entries[index], sources[index]];
    if (!entry || !source) throw new Error('bug: no such file');
    return { entry, source };
  }

  #tellIfDue(): void {
    const isDue = performance.now() - this.#toldAtMs > TELL_AFTER_MS || this.#done.length >= MAX_TOLD_TOGETHER;
    if (this.#hasEnded || (!isDue && this.#queue.length > 0)) return;
    const files = this.#done;
    this.#done = [];
    this.#toldAtMs = performance.now();
    this.#options.send({ type: 'hashes', files });
  }
}

function bad(what: string): ProtocolError {
  return new ProtocolError('PROTOCOL_BAD_MESSAGE', `HASH-QUERY: ${what}`);
}
