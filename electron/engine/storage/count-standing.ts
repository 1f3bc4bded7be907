import { readdir } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inParallel } from './in-parallel.ts';
import { foldName, type NameTraits } from './manifest-check.ts';
import { mustGoOn } from './plain-file.ts';
import { exists } from './volume.ts';

/** As many as leave room for transfers in Node's four threads. */
const LOOKS_AT_ONCE = 2;
/** Of more names the folder is listed once, which costs less than a call for each. */
const MAX_ASKED = 1_000;
/** Names folded before others get their turn. */
const FOLDED_AT_ONCE = 2_000;

/**
 * How many of `names` stand in `rootDir`.
 *
 * @param isStopped - asked now and then
 * @throws TransferError TRANSFER_CANCELLED when `isStopped`
 */
export async function countStanding(
  rootDir: string,
  names: readonly string[],
  traits: NameTraits,
  isStopped: () => boolean,
): Promise<number> {
  if (names.length > MAX_ASKED) return countListed(rootDir, names, traits, isStopped);
  let count = 0;
  await inParallel(names, LOOKS_AT_ONCE, async (name) => {
    mustGoOn(isStopped);
    // asked by name, so that the volume itself says which names are one
    if (await exists(`${rootDir}/${name}`)) count += 1;
  });
  return count;
}

async function countListed(
  rootDir: string,
  names: readonly string[],
  traits: NameTraits,
  isStopped: () => boolean,
): Promise<number> {
  const standing = new Set<string>();
  const inSlices = async (list: readonly string[], note: (folded: string) => void): Promise<void> => {
    for (let start = 0; start < list.length; start += FOLDED_AT_ONCE) {
      mustGoOn(isStopped);
      for (const name of list.slice(start, start + FOLDED_AT_ONCE)) note(foldName(name, traits));
      await nextTurn();
    }
  };
  let count = 0;
  await inSlices(await readdir(rootDir), (folded) => standing.add(folded));
  await inSlices(names, (folded) => (count += standing.has(folded) ? 1 : 0));
  return count;
}
