import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { deferred, type Deferred } from '../deferred.ts';
import { choosePlacing } from './place-file.ts';
import { replaceStanding } from './replace-standing.ts';
import { MemoryNotes } from './testing/memory-notes.ts';

it('a trash that takes its time keeps no other file from its name, where names are reserved', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'lanyard-replace-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await writeFile(path.join(directory, 'old'), 'old');
  await writeFile(path.join(directory, '0.part'), 'new');
  const placing = choosePlacing(false);
  const asked: Deferred<void> = deferred();
  const trashed: Deferred<boolean> = deferred();
  const replacing = replaceStanding({
    index: 0,
    folder: -1,
    name: 'old',
    path: path.join(directory, 'old'),
    directories: { within: (_, work) => work(directory), close: () => Promise.resolve() },
    placing,
    notes: new MemoryNotes(),
    trash: (_path, mark) => {
      expect(mark).toMatch(/^3:\d+:\d+$/);
      asked.resolve();
      return trashed.promise;
    },
  });
  await asked.promise;
  const other = { sha256: '0'.repeat(64), note: () => Promise.resolve() };
  expect(await placing.place(path.join(directory, '0.part'), path.join(directory, 'other'), other)).toBe(true);
  trashed.resolve(true);
  expect(await replacing).toBe('replaced');
});
