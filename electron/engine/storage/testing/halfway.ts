import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { openInbox } from '../inbox.ts';
import { openStagingRegistry } from '../staging-registry.ts';
import { makeTestInbox, readText, type TestInbox } from './receive.ts';
import { blocksOf, Interrupted, MIB, type Contents } from './resume.ts';

/** Stands outside the inbox; of the size of a file that is sent. */
export const SECRET = 'untouched';
export const BYTES = blocksOf(4 * MIB + 77);
const CONTENTS: Contents = [
  ['d', null],
  ['d/big', BYTES],
  ['small', blocksOf(SECRET.length)],
];
/** Index of `d/big`. */
export const BIG = 1;

/** A transfer whose process died when all of the large file was written. */
export interface Halfway {
  readonly test: TestInbox;
  readonly run: Interrupted;
  /** Absolute paths. */
  readonly staging: string;
  readonly part: string;
}

export async function stopHalfway(): Promise<Halfway> {
  const test = await makeTestInbox();
  await writeFile(path.join(test.outsideDir, 'secret'), SECRET);
  const inbox = await openInbox(test.rootDir, { registry: openStagingRegistry(test.dataDir) });
  const run = new Interrupted(inbox, CONTENTS);
  const transfer = await run.begin();
  await (await transfer.openPart(BIG)).write([BYTES]);
  const name = (await readdir(test.rootDir)).find((entry) => entry.startsWith('.lanyard-'));
  const staging = path.join(test.rootDir, name ?? '?');
  return { test, run, staging, part: path.join(staging, `${BIG}.part`) };
}

/** Whatever happened, nothing outside the inbox was touched. */
export async function endHalfway({ test, run }: Halfway): Promise<void> {
  try {
    expect(await readdir(test.outsideDir)).toEqual(['secret']);
    expect(await readText(test.outsideDir, 'secret')).toBe(SECRET);
  } finally {
    await run.close();
    await test.remove();
  }
}
