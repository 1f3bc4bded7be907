import { readFileSync } from 'node:fs';

/**
 * The arguments of this process whose bytes are no UTF-8, as Node shows them. Node puts U+FFFD for what it cannot read,
 * and a file of that very name may stand beside the one that was meant. Only Linux keeps the bytes; empty elsewhere.
 */
export function argumentsThatAreNoText(file = '/proc/self/cmdline'): ReadonlySet<string> {
  try {
    return findNoText(readFileSync(file));
  } catch {
    return new Set();
  }
}

/** @param commandLine - arguments as bytes, each ended by a zero */
export function findNoText(commandLine: Uint8Array): ReadonlySet<string> {
  const found = new Set<string>();
  for (let start = 0; start < commandLine.length; ) {
    const zero = commandLine.indexOf(0, start);
    const end = zero < 0 ? commandLine.length : zero;
    const bytes = Buffer.from(commandLine.subarray(start, end));
    const text = bytes.toString('utf8');
    if (!Buffer.from(text, 'utf8').equals(bytes)) found.add(text);
    start = end + 1;
  }
  return found;
}
