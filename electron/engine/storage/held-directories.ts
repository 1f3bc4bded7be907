import type { FileId } from './file-id.ts';

/**
 * Directories that a transfer puts files into without having made them. Of this process: the transfer that made one
 * must not remove it as empty while another one is about to fill it.
 */
const holders = new Map<string, number>();
const leaving = new Set<string>();

function keyOf({ dev, ino }: FileId): string {
  return `${dev}:${ino ?? ''}`;
}

/** Keeps `identity` from being removed until it is released; false: it is being removed just now. */
export function holdDirectory(identity: FileId): boolean {
  const key = keyOf(identity);
  if (leaving.has(key)) return false;
  holders.set(key, (holders.get(key) ?? 0) + 1);
  return true;
}

export function releaseDirectory(identity: FileId): void {
  const key = keyOf(identity);
  const count = (holders.get(key) ?? 0) - 1;
  if (count > 0) holders.set(key, count);
  else holders.delete(key);
}

/** Runs `remove` unless somebody holds the directory; nobody gets hold of it meanwhile. */
export async function removeUnlessHeld(identity: FileId, remove: () => Promise<void>): Promise<void> {
  const key = keyOf(identity);
  if (holders.has(key) || leaving.has(key)) return;
  leaving.add(key);
  try {
    await remove();
  } finally {
    leaving.delete(key);
  }
}
