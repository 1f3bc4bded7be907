import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { problemOf, type Inbox } from '../../storage/inbox.ts';
import type { FolderLooks } from './folder-looks.ts';

/** Disks fill and appear while people think; of those that think over night, less often. */
const NEXT_LOOK_MS = { first: 3_000, longest: 30_000, factor: 1.5 } as const;
/** Names that are looked for again and again; of more, only when the folder changes. */
const MAX_RECOUNTED = 1_000;
/** A disk that takes longer to tell which names are taken is not waited for. */
const COUNT_MS = 10_000;

interface DestinationOptions {
  readonly entries: readonly ManifestEntry[];
  readonly looks: FolderLooks;
  /** False: it is there already and needs no room. */
  readonly isNeeded: (index: number) => boolean;
  /** A look is over, and what is said here is new. */
  readonly onLooked: () => void;
}

/**
 * The folder that an offer goes to, looked at now and then as long as nobody has answered: never twice at a time, and
 * with longer and longer pauses.
 */
export class Destination {
  freeBytes: number | null = null;
  /** What stands in the way; null: nothing. */
  problem: ErrorInfo | null = null;
  /** Names at the top of the offer that are taken there. */
  existingCount = 0;
  /** As it was opened; null: it could not be. */
  inbox: Inbox | null = null;
  readonly #options: DestinationOptions;
  readonly #top: readonly ManifestEntry[];
  #directory: string;
  #looking: Promise<void> | null = null;
  #countedIn: string | null = null;
  #pauseMs: number = NEXT_LOOK_MS.first;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  /** The first look is over: before, nobody can say anything of it. */
  #isLookedAt = false;

  constructor(options: DestinationOptions, directory: string) {
    this.#options = options;
    this.#directory = directory;
    this.#top = options.entries.filter(({ path }) => !path.includes('/'));
  }

  /** Absolute. */
  get directory(): string {
    return this.#directory;
  }

  get isLookedAt(): boolean {
    return this.#isLookedAt;
  }

  /** The user wants another one. Resolves when it was looked at. */
  async choose(directory: string): Promise<void> {
    this.#directory = directory;
    this.#looking = null;
    this.#pauseMs = NEXT_LOOK_MS.first;
    await this.look();
  }

  /** Looks now, unless that is under way. Never rejects, and does not take for ever. */
  look(): Promise<void> {
    clearTimeout(this.#timer);
    const looking =
      this.#looking ??
      this.#lookOnce().finally(() => {
        if (this.#looking !== looking) return;
        this.#looking = null;
        this.#lookLater();
      });
    this.#looking = looking;
    return looking;
  }

  /** Nobody wants to know any more. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #lookLater(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.look(), this.#pauseMs).unref();
    this.#pauseMs = Math.min(this.#pauseMs * NEXT_LOOK_MS.factor, NEXT_LOOK_MS.longest);
  }

  async #lookOnce(): Promise<void> {
    const directory = this.#directory;
    const { looks, entries, isNeeded, onLooked } = this.#options;
    const found = await looks.look(directory);
    const count = found.inbox && !this.#isOver(directory) ? await this.#countIn(found.inbox, directory) : null;
    // the user may have chosen another one meanwhile, or have answered
    if (this.#isOver(directory)) return;
    this.#countedIn = count === null ? null : directory;
    this.existingCount = count ?? 0;
    this.freeBytes = found.freeBytes;
    this.inbox = found.inbox;
    this.problem = problemOf(found, entries, isNeeded);
    this.#isLookedAt = true;
    onLooked();
  }

  /** Null when they could not be counted: accepting then tells what is wrong. */
  async #countIn(inbox: Inbox, directory: string): Promise<number | null> {
    if (this.#top.length > MAX_RECOUNTED && this.#countedIn === directory) return this.existingCount;
    const startMs = performance.now();
    const isLate = (): boolean => performance.now() - startMs > COUNT_MS;
    return inbox.countStanding(this.#top, () => this.#isOver(directory) || isLate()).catch(() => null);
  }

  #isOver(directory: string): boolean {
    return this.#isStopped || this.#directory !== directory;
  }
}
