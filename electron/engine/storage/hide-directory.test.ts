import { expect, it } from 'vitest';
import { hideDirectory } from './hide-directory.ts';

it('asks Windows to hide it, by the full name of the program', async () => {
  const asked: (readonly string[])[] = [];
  const run = (file: string, args: readonly string[]) => Promise.resolve(asked.push([file, ...args]));
  await hideDirectory('D:\\In\\.lanyard-1', 'win32', run);
  expect(asked).toEqual([[expect.stringMatching(/^[A-Z]:\\.*\\System32\\attrib\.exe$/i), '+h', 'D:\\In\\.lanyard-1']]);
  await hideDirectory('/in/.lanyard-1', 'linux', run);
  await hideDirectory('/in/.lanyard-1', 'darwin', run);
  expect(asked).toHaveLength(1);
});

it('does without where that is not to be had', async () => {
  await hideDirectory('D:\\In\\.lanyard-1', 'win32', () => Promise.reject(new Error('blocked by a rule')));
});
