import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, mkdtemp, open, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';

const MIB = 1024 * 1024;

/** A directory for a test's own files; the caller removes it with {@link removeFolder}. */
export function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'lanyard-e2e-files-'));
}

export function removeFolder(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true });
}

/** A file of random bytes. */
export async function makeFile(path: string, sizeBytes: number): Promise<string> {
  const handle = await open(path, 'w');
  try {
    for (let written = 0; written < sizeBytes; written += MIB) {
      await handle.write(randomBytes(Math.min(MIB, sizeBytes - written)));
    }
  } finally {
    await handle.close();
  }
  return path;
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: MIB }), hash);
  return hash.digest('hex');
}

/** What a tree is: each path with what can be compared. Folders end in `/`. */
export async function describeTree(root: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const lines = new Map<string, string>();
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const stats = await lstat(path);
    const when = Math.floor(stats.mtimeMs / 1000);
    if (entry.isDirectory()) lines.set(`${relative(root, path)}/`, `folder ${when}`);
    else if (entry.isFile()) lines.set(relative(root, path), `${stats.size} ${when} ${await sha256Of(path)}`);
    else lines.set(relative(root, path), 'neither file nor folder');
  }
  return lines;
}

/** Names that trouble others: Chinese, Arabic, emoji of several code points, 255 bytes, dots, spaces. */
const DIFFICULT_NAMES = [
  '季度报告 最终版.docx',
  'صورة العائلة.jpg',
  '👩‍👩‍👧‍👦 家 🇩🇪.png',
  'naïve café.txt',
  `${'n'.repeat(251)}.bin`,
  '漢'.repeat(85),
  '.hidden',
  'two  spaces and.many.dots.tar.gz',
  "quote's & <b>bold.html",
  'CaseSensitive',
  'casesensitive',
];

/** A tree of `fileCount` files with nested and empty folders, empty files, difficult names and old dates. */
export async function makeTree(root: string, fileCount: number): Promise<void> {
  await mkdir(join(root, 'empty', 'emptier', 'emptiest'), { recursive: true });
  await mkdir(join(root, '空文件夹'));
  const deep = join(root, ...Array.from({ length: 20 }, (_, depth) => `level ${depth}`));
  await mkdir(deep, { recursive: true });
  for (const name of DIFFICULT_NAMES) await writeFile(join(root, name), randomBytes(300));
  await writeFile(join(deep, 'bottom.txt'), 'deep');
  const left = fileCount - DIFFICULT_NAMES.length - 1;
  for (let position = 0; position < left; position++) {
    const folder = join(root, `folder ${position % 40}`);
    if (position < 40) await mkdir(folder);
    // every tenth is empty, a few are larger than a frame
    const sizeBytes = position % 10 === 0 ? 0 : position % 400 === 1 ? 1_500_000 : (position * 37) % 9_000;
    await writeFile(join(folder, `file ${position}.dat`), randomBytes(sizeBytes));
  }
  await setOldDates(root);
}

/** Deepest first: writing into a folder changes its date. */
async function setOldDates(root: string): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort((a, b) => b.length - a.length);
  for (const [position, path] of paths.entries()) await utimes(path, 1_500_000_000, 1_500_000_000 + position);
  await utimes(root, 1_500_000_000, 1_500_000_000);
}
