import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { placeArrival } from './place-part.ts';
import { choosePlacing, type Placing } from './place-file.ts';
import { sha256Hex } from './testing/receive.ts';

let directory: string;
const inside = (...parts: readonly string[]) => path.join(directory, ...parts);

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lanyard-place-'));
  await writeFile(inside('staged'), '');
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** Places the empty file `staged` as `a`; says how often it was sealed. */
async function place(placing: Placing, content = '') {
  let sealedCount = 0;
  const destined = {
    name: 'a',
    folder: -1,
    memory: new Map<string, number>(),
    atFolder: <T>(work: (base: string) => Promise<T>) => work(directory),
    atStaged: <T>(work: (staged: string) => Promise<T>) => work(inside('staged')),
    sizeBytes: Buffer.byteLength(content),
    placing,
    announce: () => () => undefined,
    replace: null,
    wasReplacing: false,
    compare: { isStopped: () => false, maxNames: 32, isOwn: () => false },
    notePlacing: () => Promise.resolve(),
  };
  const seal = () => Promise.resolve(void (sealedCount += 1));
  return { ...(await placeArrival(destined, { sha256: sha256Hex(content), seal })), sealedCount };
}

describe('a file that arrived', () => {
  it('takes its name once it is safe', async () => {
    expect(await place(choosePlacing(true))).toEqual({ name: 'a', wasThere: false, sealedCount: 1 });
    // until it is noted, the second name tells that it is in place
    expect(await readdir(directory)).toEqual(['a', 'staged']);
  });

  it('is not made safe for nothing when it is there already', async () => {
    await writeFile(inside('a'), '');
    expect(await place(choosePlacing(true))).toEqual({ name: 'a', wasThere: true, sealedCount: 0 });
    expect(await readdir(directory)).toEqual(['a', 'staged']);
  });

  it('is found there when another transfer brings the same in the last moment', async () => {
    const { place: placeReally, undisturbed } = choosePlacing(true);
    const late: Placing = {
      undisturbed,
      place: async (staged, final, renaming) => {
        await writeFile(final, '');
        return placeReally(staged, final, renaming);
      },
    };
    expect(await place(late)).toEqual({ name: 'a', wasThere: true, sealedCount: 1 });
  });

  it('takes no empty name for an empty file while names are being reserved', async () => {
    // a name that another transfer has reserved, and gives up when it is asked to wait for it
    await writeFile(inside('a'), '');
    const { place: placeReally } = choosePlacing(false);
    const reserving: Placing = {
      place: placeReally,
      undisturbed: async (look) => {
        await rm(inside('a'), { force: true });
        return look();
      },
    };
    expect(await place(reserving)).toMatchObject({ name: 'a', wasThere: false });
  });
});

describe('a volume without hard links', () => {
  it('is looked at before a name is reserved or when it is taken, never between', async () => {
    const placing = choosePlacing(false);
    const renaming = { sha256: sha256Hex('content'), note: () => Promise.resolve() };
    for (let round = 0; round < 50; round++) {
      const final = inside(`${round}`);
      await writeFile(inside('staged'), 'content');
      const placed = placing.place(inside('staged'), final, renaming);
      const sizes: number[] = [];
      const looking = Array.from({ length: 5 }, () =>
        placing.undisturbed(() => stat(final).then(({ size }) => void sizes.push(size))),
      );
      await Promise.all([placed, ...looking]);
      expect(sizes).toEqual([7, 7, 7, 7, 7]);
      expect(await readFile(final, 'utf8')).toBe('content');
    }
  });
});
