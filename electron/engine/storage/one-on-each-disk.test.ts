import { expect, it } from 'vitest';
import { deferred, type Deferred } from '../deferred.ts';
import { createOneOnEachDisk } from './one-on-each-disk.ts';

it('keeps what goes to one disk in line, and nothing else', async () => {
  const one = createOneOnEachDisk((directory) => Promise.resolve(directory.startsWith('/stick') ? 2n : 1n));
  const hanging: Deferred<void> = deferred();
  const done: string[] = [];
  const note = (name: string) => () => Promise.resolve(void done.push(name));
  const first = one('/stick/a', () => hanging.promise).then(note('first'));
  const second = one('/stick/b', note('second'));
  await one('/home', note('home'));
  expect(done).toEqual(['home']);
  hanging.resolve();
  await Promise.all([first, second]);
  expect(done.sort()).toEqual(['first', 'home', 'second']);
});

it('goes on after one that failed', async () => {
  const one = createOneOnEachDisk(() => Promise.resolve(1n));
  const failing = one('/', () => Promise.reject(new Error('broken')));
  await expect(failing).rejects.toThrow('broken');
  expect(await one('/', () => Promise.resolve('well'))).toBe('well');
});

it('tells real disks apart by themselves', async () => {
  const one = createOneOnEachDisk();
  expect(await one(import.meta.dirname, () => Promise.resolve('here'))).toBe('here');
  await expect(one('/nowhere at all', () => Promise.resolve())).rejects.toMatchObject({ code: 'ENOENT' });
});
