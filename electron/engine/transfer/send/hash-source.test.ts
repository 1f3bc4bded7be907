import { createHash } from 'node:crypto';
import { lstatSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_DATA_BYTES } from '../../../../shared/protocol/constants.ts';
import { DiskReaders } from '../../disk-thread/disk-readers.ts';
import { DiskThreads, diskInThisThread } from '../../disk-thread/disk-threads.ts';
import { toLook } from '../../disk-thread/look-at.ts';
import { makeTempDir } from '../../testing/temp-dir.ts';
import { SourceHasher } from './hash-source.ts';
import { toEntry } from './source-entry.ts';
import type { Readable } from './source-reads.ts';

let directory: string;
beforeEach(async () => {
  directory = await makeTempDir();
});

function make(name: string, sizeBytes: number): Readable {
  const path = join(directory, name);
  writeFileSync(path, Buffer.alloc(sizeBytes, name));
  const look = toLook(lstatSync(path, { bigint: true }));
  return { entry: toEntry(name, look), source: { path, ino: look.ino } };
}

const hashOf = ({ entry }: Readable): string =>
  createHash('sha256').update(Buffer.alloc(entry.sizeBytes, entry.path)).digest('hex');

/** One after the other until all are hashed; gives what was answered together. */
async function hashAll(files: readonly Readable[]): Promise<(string | null)[][]> {
  const hasher = new SourceHasher(new DiskReaders(new DiskThreads(diskInThisThread)));
  const answers: (string | null)[][] = [];
  for (let [first, ...others] = files; first; ) {
    const answer = await hasher.hash([first, ...others], new AbortController().signal);
    answers.push(answer);
    [first, ...others] = [first, ...others].slice(answer.length);
  }
  hasher.close();
  return answers;
}

describe('SourceHasher', () => {
  it('hashes small files together, as many as fit into its memory', async () => {
    const files = [1, 0, MAX_DATA_BYTES - 1, 1].map((sizeBytes, n) => make(`${n}`, sizeBytes));
    const [a, b, c, d] = files.map(hashOf);
    expect(await hashAll(files)).toEqual([[a, b, c], [d]]);
  });

  it('hashes a large file by itself, in parts', async () => {
    const [a, b] = [make('a', 2 * MAX_DATA_BYTES + 1), make('b', 1)];
    expect(await hashAll([a, b])).toEqual([[hashOf(a)], [hashOf(b)]]);
  });

  it('says null of each that is not there, large or small, and goes on', async () => {
    const files = [make('a', 1), make('b', 1), make('c', 2 * MAX_DATA_BYTES), make('d', 1)];
    for (const name of ['b', 'c']) rmSync(join(directory, name));
    const [a, , , d] = files.map(hashOf);
    expect(await hashAll(files)).toEqual([[a, null], [null], [d]]);
  });
});
