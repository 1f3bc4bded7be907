import { lstat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';
import { IPC_LIMITS, isSendablePath } from '../../../shared/ipc/limits.ts';
import type { NamedFiles, Unusable, UnusableReason } from './file-arguments.ts';

/** Looks at a time. All of the process share four threads for the disk: the engine needs the others. */
const LOOKS_AT_ONCE = 2;
/** Milliseconds. A disk wakes up in less; a share whose server is away lets a look at it hang for minutes. */
const LOOK_TIMEOUT_MS = 15_000;

/** `silent`: its disk does not say. */
export type LeftReason = UnusableReason | 'missing' | 'denied' | 'silent';

/** What of a command line can be sent. */
export interface FoundFiles {
  /** Absolute, existing, no more than the page could drop at once. */
  readonly paths: readonly string[];
  /** The others, and why. */
  readonly left: readonly Unusable<LeftReason>[];
  /** There were more than {@link IPC_LIMITS}.paths. */
  readonly isCut: boolean;
}

interface FindOptions {
  readonly maxPaths?: number;
  readonly timeoutMs?: number;
  /** Rejects as lstat does when there is nothing. */
  readonly look?: (path: string) => Promise<unknown>;
}

/** Leaves out what does not exist. Links are looked at, not followed: the engine says what it thinks of them. */
export async function findFiles(named: NamedFiles, options: FindOptions = {}): Promise<FoundFiles> {
  const { maxPaths = IPC_LIMITS.paths, timeoutMs = LOOK_TIMEOUT_MS, look = lstat } = options;
  const wanted = named.paths.slice(0, maxPaths);
  const reasons: (LeftReason | null)[] = [];
  let next = 0;
  // one that hangs keeps its thread, so whoever met it looks no further
  async function lookOn(): Promise<void> {
    for (let at = next++; at < wanted.length; at = next++) {
      reasons[at] = await reasonAgainst(wanted[at] ?? '', look, timeoutMs);
      if (reasons[at] === 'silent') return;
    }
  }
  await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, lookOn));
  const reasonOf = (at: number): LeftReason | null => (at in reasons ? (reasons[at] ?? null) : 'silent');
  const left = wanted.flatMap((name, at) => {
    const why = reasonOf(at);
    return why === null ? [] : [{ name, why }];
  });
  return {
    paths: wanted.filter((_path, at) => reasonOf(at) === null),
    left: [...named.unusable, ...left],
    isCut: named.paths.length > maxPaths,
  };
}

/** null: it is there. */
async function reasonAgainst(
  path: string,
  look: (path: string) => Promise<unknown>,
  timeoutMs: number,
): Promise<LeftReason | null> {
  if (!isSendablePath(path)) return 'missing';
  const seen = look(path).then(
    () => null,
    (error: unknown) => toReason(errnoOf(error) ?? ''),
  );
  const timeout = new AbortController();
  try {
    return await Promise.race([seen, pause<LeftReason>(timeoutMs, 'silent', { signal: timeout.signal })]);
  } finally {
    timeout.abort();
  }
}

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EINVAL']);
const DENIED = new Set(['EACCES', 'EPERM']);

/** A disk that says anything else has not said whether it is there. */
function toReason(errno: string): LeftReason {
  if (ABSENT.has(errno)) return 'missing';
  return DENIED.has(errno) ? 'denied' : 'silent';
}
