import { randomBytes } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const MIB = 1024 * 1024;
const SMALL_FILE_BYTES = 1024;
const FILES_PER_FOLDER = 100;

/** A file of random bytes: nothing on the way can compress it. */
export async function makeBigFile(path: string, sizeMib: number): Promise<string> {
  const handle = await open(path, 'w');
  try {
    for (let written = 0; written < sizeMib; written++) await handle.write(randomBytes(MIB));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return path;
}

/** A folder of folders of 100 files of 1 KiB each. */
export async function makeSmallFiles(path: string, fileCount: number): Promise<string> {
  for (let start = 0; start < fileCount; start += FILES_PER_FOLDER) {
    const folder = join(path, `folder-${start / FILES_PER_FOLDER}`);
    await mkdir(folder, { recursive: true });
    const count = Math.min(FILES_PER_FOLDER, fileCount - start);
    const names = Array.from({ length: count }, (_, position) => join(folder, `file-${position}.bin`));
    await Promise.all(names.map((name) => writeFile(name, randomBytes(SMALL_FILE_BYTES))));
  }
  return path;
}
