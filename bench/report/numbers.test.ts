import { expect, it } from 'vitest';
import { shown } from './numbers.ts';

it.each([
  [1_234.5, '1,235'],
  [99.96, '100.0'],
  [12.34, '12.3'],
  [1.236, '1.24'],
  [0, '0.00'],
  [null, '–'],
  [Number.NaN, '–'],
])('shows %d as %s', (value, text) => {
  expect(shown(value)).toBe(text);
});
