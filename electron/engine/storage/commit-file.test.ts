import { lstat, mkdtemp, open, readdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commitFile, type Destination } from './commit-file.ts';
import { choosePlacing, type Placing } from './place-file.ts';
import type { OriginMark } from './origin-mark.ts';
import { StagedFile } from './staged-file.ts';
import { makeDestination } from './testing/destination.ts';
import { MemoryNotes } from './testing/memory-notes.ts';
import { MTIME_MS, sha256Hex } from './testing/receive.ts';

let directory: string;
const inside = (...parts: readonly string[]) => path.join(directory, ...parts);

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lanyard-commit-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** Commits a staging file as `a`; says what was done with it, in order. */
async function commit(changes: Partial<Destination> = {}, content = '') {
  const steps: string[] = [];
  const handle = await open(inside('0.part'), 'wx+');
  await handle.writeFile(content);
  for (const step of ['utimes', 'sync', 'close'] as const) {
    const really = handle[step].bind(handle) as (...args: unknown[]) => Promise<void>;
    vi.spyOn(handle, step).mockImplementation(async (...args: unknown[]) => {
      await really(...args);
      steps.push(step);
    });
  }
  const mark: OriginMark = {
    stream: null,
    beforePlacing: (staged) => lstat(staged).then(() => void steps.push('mark')),
    afterPlacing: (final) => lstat(final).then(() => void steps.push('mark final')),
    flush: () => Promise.resolve(),
  };
  const notes = new MemoryNotes();
  vi.spyOn(notes, 'notePlacing').mockImplementation(() => Promise.resolve(void steps.push('note placing')));
  vi.spyOn(notes, 'notePlaced').mockImplementation(async () => {
    steps.push(`note placed: ${(await readdir(directory)).sort().join()}`);
  });
  const { place, undisturbed } = changes.placing ?? choosePlacing(true);
  const placing: Placing = {
    undisturbed,
    place: async (staged, final, renaming) => {
      const isPlaced = await place(staged, final, renaming);
      steps.push(`${isPlaced ? 'name' : 'no name'} ${path.basename(final)}`);
      return isPlaced;
    },
  };
  const complete = { index: 0, sizeBytes: Buffer.byteLength(content), sha256: sha256Hex(content), mtimeMs: MTIME_MS };
  const destination = makeDestination(directory, ['a'], { mark, notes, ...changes, placing });
  const placed = await commitFile({ ...complete, file: new StagedFile(handle, null) }, destination);
  return { ...placed, steps };
}

const SEALED = ['mark', 'utimes', 'sync', 'close'];

describe('a complete file', () => {
  it('is marked, dated, flushed and closed, in this order, before it takes its name', async () => {
    // until it is noted, the second name tells that it is in place
    expect(await commit()).toEqual({
      savedAs: 'a',
      steps: [...SEALED, 'name a', 'note placed: 0.part,a', 'mark final'],
    });
    expect((await stat(inside('a'))).mtimeMs).toBe(MTIME_MS);
  });

  it('is renamed as a last step where there are no links', async () => {
    expect(await commit({ placing: choosePlacing(false) })).toEqual({
      savedAs: 'a',
      steps: [...SEALED, 'note placing', 'name a', 'note placed: a', 'mark final'],
    });
  });

  it('goes beside another one, and is made safe once', async () => {
    await writeFile(inside('a'), 'mine');
    await writeFile(inside('a (1)'), 'mine as well');
    expect(await commit({ maxCompared: 0 })).toMatchObject({
      savedAs: 'a (2)',
      steps: [...SEALED, 'no name a', 'no name a (1)', 'name a (2)', 'note placed: 0.part,a,a (1),a (2)', 'mark final'],
    });
    expect(await readFile(inside('a'), 'utf8')).toBe('mine');
  });

  it('is not made safe for nothing when it is there already', async () => {
    await writeFile(inside('a'), '');
    expect(await commit()).toEqual({ savedAs: 'a', steps: ['note placed: 0.part,a'] });
  });

  it('is made safe before the one in its way is touched', async () => {
    await writeFile(inside('a'), 'old');
    const trashed: string[] = [];
    const notes = new MemoryNotes();
    let handleClosed = false;
    const trash = async (file: string): Promise<boolean> => {
      trashed.push(file);
      await unlink(file);
      return true;
    };
    vi.spyOn(StagedFile.prototype, 'close').mockImplementation(() => Promise.resolve(void (handleClosed = true)));
    vi.spyOn(notes, 'noteReplacing').mockImplementation(() => {
      expect(handleClosed).toBe(true);
      expect(trashed).toEqual([]);
      return Promise.resolve();
    });
    const placed = await commit({ notes, trash, replaces: () => true });
    vi.restoreAllMocks();
    expect(placed).toMatchObject({ savedAs: 'a', how: 'replaced' });
    expect(trashed).toEqual([inside('a')]);
  });

  it('is found there when another transfer brings the same in the last moment', async () => {
    const { place, undisturbed } = choosePlacing(true);
    const late: Placing = {
      undisturbed,
      place: async (staged, final, renaming) => {
        await writeFile(final, '');
        return place(staged, final, renaming);
      },
    };
    expect(await commit({ placing: late })).toEqual({
      savedAs: 'a',
      steps: [...SEALED, 'no name a', 'note placed: 0.part,a'],
    });
  });

  it('tries no other name when it fails for another reason', async () => {
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    const tried: string[] = [];
    const place = (_: string, final: string) => {
      tried.push(path.basename(final));
      return Promise.reject(full);
    };
    await expect(commit({ placing: { ...choosePlacing(true), place } })).rejects.toBe(full);
    expect(tried).toEqual(['a']);
    expect(await readdir(directory)).toEqual(['0.part']);
  });

  it('takes no empty name for an empty file while names are being reserved', async () => {
    // a name that another transfer has reserved, and gives up when it is asked to wait for it
    await writeFile(inside('a'), '');
    const { place } = choosePlacing(false);
    const reserving: Placing = {
      place,
      undisturbed: async (look) => {
        await rm(inside('a'), { force: true });
        return look();
      },
    };
    const { savedAs, steps } = await commit({ placing: reserving });
    expect(savedAs).toBe('a');
    expect(steps).toContain('name a');
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
