import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { ExistingChoice } from '../../../shared/model/settings.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import { makeTempDir } from '../../../electron/engine/testing/temp-dir.ts';
import { makeTree, spreadTimes, type Tree } from '../../../electron/engine/testing/source-tree.ts';
import { offer, untilBothEnded, type BothEnds, type Pair } from '../../../electron/engine/testing/transfers.ts';

const MIB = 1 << 20;

/** Sends `paths`, and takes them, with what is there treated so. */
export async function transfer(
  pair: Pair,
  paths: readonly string[],
  existing: ExistingChoice = 'keep-both',
): Promise<BothEnds> {
  const id = await offer(pair, paths);
  await pair.receiver.engine.accept(id, [], existing);
  return untilBothEnded(pair, id);
}

/** A folder with that in it, each with a time of its own; gone after the test. */
export async function makeSource(tree: Tree): Promise<string> {
  const source = await makeTempDir();
  await makeTree(source, tree);
  await spreadTimes(source);
  return source;
}

/** Writes so many MiB, no two alike. @returns their hash */
export async function writeBigFile(file: string, sizeMib: number): Promise<string> {
  const block = createHash('sha512').update('a block').digest();
  const bytes = Buffer.alloc(MIB, block);
  const hash = createHash('sha256');
  const handle = await open(file, 'w');
  for (let index = 0; index < sizeMib; index++) {
    bytes.writeUInt32LE(index, 0);
    await handle.writeFile(bytes);
    hash.update(bytes);
  }
  await handle.close();
  return hash.digest('hex');
}

/** Offers a file, takes it, and waits until so many MiB of it are written. */
export async function offerUntilMidway(pair: Pair, file: string, writtenMib: number): Promise<TransferId> {
  const id = await offer(pair, [file]);
  await pair.receiver.engine.accept(id, []);
  await pair.receiver.until(({ transfers }) =>
    transfers.find((one) => one.id === id && one.state === 'active' && one.bytesDone > writtenMib * MIB),
  );
  return id;
}
