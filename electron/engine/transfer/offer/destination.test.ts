import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deferred } from '../../deferred.ts';
import type { FolderLook } from '../../storage/inbox.ts';
import { openStagingRegistry } from '../../storage/staging-registry.ts';
import { fileEntry } from '../../testing/entries.ts';
import { makeTempDir } from '../../testing/temp-dir.ts';
import { Destination } from './destination.ts';
import { FolderLooks } from './folder-looks.ts';

const WELL: FolderLook = { problem: null, freeBytes: 10, inbox: null };
const SECOND = 1_000;

/** Folders that answer when the test says so. */
function createLooks() {
  const asked: { readonly directory: string; readonly answer: (look: FolderLook) => void }[] = [];
  const registry = openStagingRegistry('/nowhere');
  const looks = new FolderLooks(registry, (directory) => {
    const look = deferred<FolderLook>();
    asked.push({ directory, answer: look.resolve });
    return look.promise;
  });
  const places = (): readonly string[] => asked.map(({ directory }) => directory);
  return { asked, looks, places };
}

function createDestination(looks: FolderLooks, directory = '/a') {
  const onLooked = vi.fn();
  const destination = new Destination(
    { entries: [fileEntry('file', 100)], looks, isNeeded: () => true, onLooked },
    directory,
  );
  return { destination, onLooked };
}

const passed = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

describe('the folder of an offer that waits', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is looked at with longer and longer pauses, from 3 s to 30 s', async () => {
    const { asked, looks } = createLooks();
    const { destination } = createDestination(looks);
    void destination.look();
    const pauses: number[] = [];
    for (let n = 0; n < 12; n++) {
      await passed(0);
      asked.at(-1)?.answer(WELL);
      const before = asked.length;
      let seconds = 0;
      for (; asked.length === before; seconds++) await passed(SECOND);
      pauses.push(seconds);
    }
    expect([pauses[0], pauses.at(-1)]).toEqual([3, 30]);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    destination.stop();
    asked.at(-1)?.answer(WELL);
    await passed(600 * SECOND);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is never looked at twice at a time, not for many offers either; all of them hear', async () => {
    const { asked, looks } = createLooks();
    const all = Array.from({ length: 8 }, () => createDestination(looks));
    const looking = all.flatMap(({ destination }) => [destination.look(), destination.look()]);
    await passed(5 * SECOND);
    expect(asked).toHaveLength(1);
    asked[0]?.answer(WELL);
    await Promise.all(looking);
    expect(all.map(({ destination }) => destination.problem?.shortBytes)).toEqual(Array(8).fill(90));
    for (const { onLooked } of all) expect(onLooked).toHaveBeenCalledOnce();
  });

  it('that does not answer holds no more than one look, is said to have failed, and is heard when it does', async () => {
    const { asked, looks, places } = createLooks();
    const { destination } = createDestination(looks);
    const looking = destination.look();
    await passed(10 * SECOND);
    await looking;
    expect(destination).toMatchObject({ isLookedAt: true, problem: { code: 'STORAGE_FAILED', at: 'here' } });
    await passed(600 * SECOND);
    expect(asked).toHaveLength(1);
    const other = createDestination(looks, '/b');
    const quick = other.destination.look();
    await passed(0);
    expect(places()).toEqual(['/a', '/b']);
    asked[1]?.answer(WELL);
    await quick;
    asked[0]?.answer({ ...WELL, freeBytes: 1_000 });
    await passed(0);
    expect(destination.problem).toBeNull();
  });

  it('says nothing of one that the user has left, nor of one that nobody asks about any more', async () => {
    const { asked, looks } = createLooks();
    const { destination, onLooked } = createDestination(looks);
    void destination.look();
    const chosen = destination.choose('/b');
    await passed(0);
    asked[0]?.answer({ ...WELL, freeBytes: 1 });
    asked[1]?.answer({ ...WELL, freeBytes: 2 });
    await chosen;
    expect(destination.freeBytes).toBe(2);
    expect(onLooked).toHaveBeenCalledOnce();
    destination.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('names that are taken', () => {
  it.each([10, 3_000])('are counted in a list of %i', async (count) => {
    const directory = await makeTempDir();
    await mkdir(join(directory, '1'));
    await mkdir(join(directory, '7'));
    const looks = new FolderLooks(openStagingRegistry(await makeTempDir()));
    const entries = Array.from({ length: count }, (_, n) => fileEntry(String(n), 1));
    const options = { entries, looks, isNeeded: () => true, onLooked: () => undefined };
    const destination = new Destination(options, directory);
    await destination.look();
    destination.stop();
    expect(destination.existingCount).toBe(2);
  });
});
