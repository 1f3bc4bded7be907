import { expect, it, vi } from 'vitest';
import { lazily } from './lazily.ts';

it('makes it once, and not before it is asked for', () => {
  const make = vi.fn(() => ({}));
  const get = lazily(make);
  expect(make).not.toHaveBeenCalled();
  expect(get()).toBe(get());
  expect(make).toHaveBeenCalledOnce();
});
