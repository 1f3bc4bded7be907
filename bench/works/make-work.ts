import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { copyTree } from './copy-tree.ts';
import { describeWork, type Sizes, type WorkFacts, type WorkId } from './work-facts.ts';

/** What stands on the disk to be moved. */
export interface MadeWork extends WorkFacts {
  readonly path: string;
}

const MIB = 1024 * 1024;
const BLOCK_BYTES = 4 * MIB;
const FILES_PER_FOLDER = 100;

/** Makes it in the folder `directory`. Contents are random: nothing on the way can compress them. */
export function makeWork(id: WorkId, directory: string, sizes: Sizes): MadeWork {
  const path = join(directory, NAMES[id]);
  const made = makeContent(id, path, sizes);
  return { id, path, ...describeWork(id, sizes), ...made };
}

const NAMES: Readonly<Record<WorkId, string>> = {
  large: 'large.bin',
  small: 'small',
  tiny: 'tiny',
  photos: 'photos',
  tree: 'tree',
  latency: 'note.bin',
};

function makeContent(id: WorkId, path: string, sizes: Sizes): Pick<WorkFacts, 'files' | 'bytes'> {
  switch (id) {
    case 'large':
      return makeFiles([path], sizes.largeMib * MIB);
    case 'small':
      return makeFiles(namesBelow(path, sizes.smallFiles), 4096);
    case 'tiny':
      return makeFiles(namesBelow(path, sizes.tinyFiles), 1024);
    case 'photos':
      return makeFiles(namesBelow(path, sizes.photos), sizes.photoMib * MIB);
    case 'tree':
      return copyTree(sizes.treeDir, path, sizes.treeFiles);
    case 'latency':
      return makeFiles([path], 1024);
  }
}

/** A hundred to a folder; makes the folders. */
function namesBelow(top: string, fileCount: number): readonly string[] {
  return Array.from({ length: fileCount }, (_, position) => {
    const folder = join(top, `folder-${Math.floor(position / FILES_PER_FOLDER)}`);
    if (position % FILES_PER_FOLDER === 0) mkdirSync(folder, { recursive: true });
    return join(folder, `file-${position % FILES_PER_FOLDER}.bin`);
  });
}

function makeFiles(paths: readonly string[], sizeBytes: number): Pick<WorkFacts, 'files' | 'bytes'> {
  const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, sizeBytes));
  for (const path of paths) {
    if (sizeBytes <= block.length) writeFileSync(path, randomFillSync(block));
    else writeBlocks(path, block, sizeBytes);
  }
  return { files: paths.length, bytes: paths.length * sizeBytes };
}

function writeBlocks(path: string, block: Buffer, sizeBytes: number): void {
  const descriptor = openSync(path, 'w');
  try {
    for (let left = sizeBytes; left > 0; left -= block.length) {
      writeSync(descriptor, randomFillSync(block), 0, Math.min(left, block.length));
    }
  } finally {
    closeSync(descriptor);
  }
}
