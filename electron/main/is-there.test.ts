import { access } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { isThere } from './is-there.ts';

vi.mock('node:fs/promises', { spy: true });
vi.mock('node:timers/promises', { spy: true });
afterEach(() => vi.restoreAllMocks());

it('sees a file, and that there is none', async () => {
  expect(await isThere(import.meta.filename)).toBe(true);
  expect(await isThere(`${import.meta.filename}.none`)).toBe(false);
});

it('does not wait for a share that does not answer', async () => {
  vi.mocked(access).mockReturnValue(new Promise(() => undefined));
  vi.mocked(pause).mockImplementation((_delayMs, value) => Promise.resolve(value as never));
  expect(await isThere('/mnt/away/a')).toBe(false);
});
