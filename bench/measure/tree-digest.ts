import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Path below what was moved, which is itself the first, to `folder` or size and SHA-256. */
export type TreeDigest = ReadonlyMap<string, string>;

export interface DigestComparison {
  readonly equal: number;
  /** What is not, in words; the first of them. */
  readonly different: readonly string[];
}

const BLOCK_BYTES = 4 * 1024 * 1024;
const MAX_TOLD = 20;

/** Of a file, or of a folder with all that is in it. Times and modes are not in it: not every mover carries them. */
export function digestTree(top: string): TreeDigest {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  const digests = new Map<string, string>();
  const visit = (path: string, shown: string): void => {
    const stats = statSync(path);
    digests.set(shown, stats.isDirectory() ? 'folder' : `${stats.size} bytes, ${hashOf(path, block)}`);
    if (!stats.isDirectory()) return;
    for (const name of readdirSync(path)) visit(join(path, name), `${shown}/${name}`);
  };
  visit(top, basename(top));
  return digests;
}

function hashOf(path: string, block: Buffer): string {
  const hash = createHash('sha256');
  const descriptor = openSync(path, 'r');
  try {
    for (;;) {
      const length = readSync(descriptor, block);
      if (length === 0) return hash.digest('hex');
      hash.update(block.subarray(0, length));
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Entry by entry, whichever of the two has it. */
export function compareDigests(expected: TreeDigest, found: TreeDigest): DigestComparison {
  const different: string[] = [];
  let equal = 0;
  for (const path of new Set([...expected.keys(), ...found.keys()])) {
    const [wanted, is] = [expected.get(path) ?? 'nothing', found.get(path) ?? 'nothing'];
    if (wanted === is) equal++;
    else if (different.length < MAX_TOLD) different.push(`${path}: ${wanted}; found: ${is}`);
  }
  return { equal, different };
}
