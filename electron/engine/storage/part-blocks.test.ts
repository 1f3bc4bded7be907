import { createHash } from 'node:crypto';
import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BlockChecksums, verifyPart } from './part-blocks.ts';
import { countBlocks, gapsOf, mergeBlocks, rangeOfBlock, spansOf, sumBytes } from './byte-ranges.ts';
import { sizeOf, splitAt } from './chunks.ts';
import { findHoles } from './staged-file.ts';
import { openStagedPart } from './part.ts';
import { makeDestination } from './testing/destination.ts';
import { MemoryNotes } from './testing/memory-notes.ts';
import { sha256Hex } from './testing/receive.ts';
import { blocksOf, MIB, missingOf } from './testing/resume.ts';

// real disks of busy machines
vi.setConfig({ testTimeout: 120_000 });

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lanyard-part-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** Cuts `bytes` where the fractions say. */
function cutUp(bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const at = [0, ...cuts.map((cut) => Math.floor(cut * bytes.length)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
}

const CUTS = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

describe('a part of which some blocks are held', () => {
  const content = blocksOf(5 * MIB + 4321);
  const count = countBlocks(content.length);
  const crcOf = (block: number) => {
    const { from, to } = rangeOfBlock(block, content.length);
    return crc32(content.subarray(from, to));
  };

  it('becomes its file, whatever is held and however the rest is cut', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.subarray([...Array(count).keys()]), CUTS, CUTS, async (held, cuts, calls) => {
        const index = (round += 1);
        const notes = new MemoryNotes();
        const part = await openHeld(index, held, notes);
        const missing = missingOf(content, mergeBlocks(held, content.length));
        for (const call of cutUp(missing, calls)) await part.write(cutUp(call, cuts));
        const { savedAs } = await part.commit(sha256Hex(content), 0);
        expect(sha256Hex(await readFile(path.join(directory, savedAs)))).toBe(sha256Hex(content));
        const others = [...Array(count).keys()].filter((block) => !held.includes(block));
        const noted = notes.state().blocks.get(index) ?? new Map();
        expect(noted).toEqual(new Map(others.map((block) => [block, crcOf(block)])));
      }),
      { numRuns: 25 },
    );
  });

  /** A part that holds `held`, and rubbish elsewhere. */
  async function openHeld(index: number, held: readonly number[], notes: MemoryNotes) {
    const bytes = Buffer.alloc(content.length, 7);
    for (const block of held) {
      const { from, to } = rangeOfBlock(block, content.length);
      content.copy(bytes, from, from, to);
    }
    const staged = path.join(directory, `${index}.part`);
    await writeFile(staged, bytes);
    const file = await open(staged);
    const blocks = new Map([...Array(count).keys()].map((block) => [block, crcOf(block)]));
    const found = await verifyPart(file, content.length, blocks, () => false);
    await file.close();
    expect(found.ranges).toEqual(mergeBlocks(held, content.length));
    const { ino } = await stat(staged, { bigint: true });
    const destination = makeDestination(directory, Array(index + 1).fill('whole'), { notes, maxCompared: 0 });
    const table = { held: new Map([[index, { ...found, ino }]]), open: new Map() };
    return openStagedPart({ index, sizeBytes: content.length, table, destination });
  }

  it('hashes its start while it is looked at, up to the first gap', async () => {
    const staged = path.join(directory, 'x');
    await writeFile(staged, content);
    const file = await open(staged);
    const blocks = new Map([0, 1, 3].map((block) => [block, crcOf(block)]));
    const { hash, hashedBytes } = await verifyPart(file, content.length, blocks, () => false);
    await file.close();
    expect(hashedBytes).toBe(2 * MIB);
    expect(hash.digest('hex')).toBe(
      createHash('sha256')
        .update(content.subarray(0, 2 * MIB))
        .digest('hex'),
    );
  });
});

describe('BlockChecksums', () => {
  it('gives each block its checksum, however its bytes are cut', () => {
    const bytes = blocksOf(2 * MIB + 10);
    fc.assert(
      fc.property(CUTS, (cuts) => {
        const found = new BlockChecksums(bytes.length).add(0, cutUp(bytes, cuts));
        expect(found).toEqual(
          [0, 1, 2].map((block) => ({ block, crc32: crc32(bytes.subarray(block * MIB, (block + 1) * MIB)) })),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('gives nothing of a block that is not complete, and of an empty file', () => {
    expect(new BlockChecksums(MIB).add(0, [Buffer.alloc(MIB - 1)])).toEqual([]);
    expect(new BlockChecksums(0).add(0, [Buffer.alloc(0)])).toEqual([]);
  });
});

describe('ranges', () => {
  it('of held blocks and their gaps make up the whole file', () => {
    const sizes = fc.integer({ min: 0, max: 9 * MIB });
    fc.assert(
      fc.property(sizes, fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), (sizeBytes, isHeld) => {
        const blocks = [...Array(countBlocks(sizeBytes)).keys()].filter((block) => isHeld[block]);
        const held = mergeBlocks(blocks, sizeBytes);
        const gaps = gapsOf(held, sizeBytes);
        const all = [...held, ...gaps].sort((a, b) => a.from - b.from);
        expect(all.every(({ from, to }, i) => from < to && from === (all[i - 1]?.to ?? 0))).toBe(true);
        expect(sumBytes(held) + sumBytes(gaps)).toBe(sizeBytes);
        const spans = all.map((range) => ({ ...range, isHeld: held.includes(range) }));
        expect([...spansOf(held, sizeBytes)]).toEqual(spans);
      }),
    );
  });

  it('that touch are one', () => {
    expect(mergeBlocks([0, 1, 3, 4], 4 * MIB + 1)).toEqual([
      { from: 0, to: 2 * MIB },
      { from: 3 * MIB, to: 4 * MIB + 1 },
    ]);
  });
});

describe('splitAt()', () => {
  it('keeps all bytes in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 9 })), fc.integer({ min: 0, max: 60 }), (chunks, at) => {
        const [before, after] = splitAt(chunks, at);
        expect(sizeOf(before)).toBe(Math.min(at, sizeOf(chunks)));
        expect(Buffer.concat([...before, ...after])).toEqual(Buffer.concat(chunks));
      }),
    );
  });
});

describe('findHoles()', () => {
  it('finds long zeros, and nothing where one byte is not', () => {
    const zeros = new Uint8Array(2 * MIB);
    const almost = new Uint8Array(MIB);
    almost[MIB - 1] = 1;
    const short = new Uint8Array(1000);
    const runs = findHoles([zeros, zeros, almost, short, zeros]);
    expect(runs.map(({ isHole, sizeBytes }) => [isHole, sizeBytes])).toEqual([
      [true, 4 * MIB],
      [false, MIB + 1000],
      [true, 2 * MIB],
    ]);
    expect(findHoles([])).toEqual([]);
  });
});
