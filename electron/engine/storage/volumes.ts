import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Milliseconds for which the table of mounts is good: a stick that was put in is a disk of its own by then. */
const FRESH_MS = 2_000;

/** Paths at which disks and shares are mounted. Reading it asks none of them, so it never hangs. */
function readMounts(): ReadonlySet<string> {
  try {
    return toMounts(readFileSync('/proc/self/mountinfo', 'latin1'));
  } catch {
    return new Set();
  }
}

/** @param table - what Linux says in /proc/self/mountinfo, read as latin1: names are bytes there */
export function toMounts(table: string): ReadonlySet<string> {
  const points = table.split('\n').flatMap((line) => line.split(' ', 5)[4] ?? []);
  const unescape = (point: string): string =>
    point.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
  return new Set(points.map((point) => Buffer.from(unescape(point), 'latin1').toString()));
}

let known: { readonly mounts: ReadonlySet<string>; readonly atMs: number } | null = null;

function mounts(): ReadonlySet<string> {
  const now = performance.now();
  if (known === null || now - known.atMs > FRESH_MS) known = { mounts: readMounts(), atMs: now };
  return known.mounts;
}

/**
 * Which disk or share an absolute path is on, as a name for `DiskGate`, without asking it: that of the mount, on Windows
 * the drive or share. The path must have no links in it.
 */
export function volumeOf(absolutePath: string): string {
  if (process.platform === 'win32') return path.parse(absolutePath).root.toLowerCase();
  if (process.platform === 'darwin') return /^\/Volumes\/[^/]+/.exec(absolutePath)?.[0] ?? '/';
  const points = mounts();
  for (let at = absolutePath; at !== '/'; at = path.posix.dirname(at)) if (points.has(at)) return at;
  return '/';
}

/** The same for a folder whose path may lead elsewhere: nobody knows where until that is followed. */
export function unresolvedVolumeOf(directory: string): string {
  return `? ${directory}`;
}
