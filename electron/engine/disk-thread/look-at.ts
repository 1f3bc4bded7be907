import { accessSync, constants, lstatSync, readdirSync, type BigIntStats } from 'node:fs';
import { join } from 'node:path';
import { toWireTime } from '../storage/file-time.ts';
import { volumeOf } from '../storage/volumes.ts';
import { outcomeOf, type Outcome } from './disk-failure.ts';
import { toNames, type Names } from './read-names.ts';

/** What a path leads to, itself and not what a link points at. */
export interface Look {
  readonly kind: 'file' | 'directory' | 'link' | 'special';
  /** Of a file; else 0. Not exact beyond 2^53. */
  readonly sizeBytes: number;
  /** As in a manifest. */
  readonly mtimeMs: number;
  readonly isExecutable: boolean;
  readonly ino: bigint;
  readonly dev: bigint;
}

/** `elsewhere`: another disk is mounted there, which only its own thread may ask. */
export type Looked = Outcome<Look> | 'elsewhere';

export interface LookOrder {
  /** Absolute, without links. */
  readonly folder: string;
  readonly names: readonly string[];
  /** Of the folder; null: whatever is mounted there is meant. */
  readonly volume: string | null;
}

export interface FolderOrder {
  readonly folder: string;
  readonly volume: string;
  /** How many of what is in it are looked at, too. */
  readonly lookCount: number;
}

export interface FolderRead extends Names {
  /** At the first of `names`. */
  readonly looks: readonly Looked[];
}

/** S_IXUSR; Node has no such constant on Windows. */
const OWNER_MAY_EXECUTE = 0o100n;

/** Milliseconds after which no other look is begun: others want to read from this disk, too. */
const LONG_MS = 250;

function kindOf(stats: BigIntStats): Look['kind'] {
  if (stats.isSymbolicLink()) return 'link';
  if (stats.isDirectory()) return 'directory';
  return stats.isFile() ? 'file' : 'special';
}

export function toLook(stats: BigIntStats): Look {
  const kind = kindOf(stats);
  return {
    kind,
    sizeBytes: kind === 'file' ? Number(stats.size) : 0,
    mtimeMs: toWireTime(stats.mtimeMs),
    isExecutable: kind === 'file' && (stats.mode & OWNER_MAY_EXECUTE) !== 0n,
    ino: stats.ino,
    dev: stats.dev,
  };
}

/** Looks at the first of `names`, at one at least, until it has taken long. @returns by position */
export function lookAt({ folder, names, volume }: LookOrder): Looked[] {
  const looks: Looked[] = [];
  const endMs = performance.now() + LONG_MS;
  for (const name of names) {
    if (looks.length > 0 && performance.now() > endMs) break;
    const path = join(folder, name);
    if (volume !== null && volumeOf(path) !== volume) looks.push('elsewhere');
    else looks.push(outcomeOf(() => toLook(lstatSync(path, { bigint: true }))));
  }
  return looks;
}

/** Names of what is in a folder that may be read and entered, and the first looks at it. */
export function readFolder({ folder, volume, lookCount }: FolderOrder): Outcome<FolderRead> {
  return outcomeOf(() => {
    accessSync(folder, constants.X_OK);
    const read = toNames(readdirSync(folder, { encoding: 'buffer' }));
    const looks = lookCount === 0 ? [] : lookAt({ folder, names: read.names.slice(0, lookCount), volume });
    return { ...read, looks };
  });
}
