import { expect, it } from 'vitest';
import { parsePort } from './parse-port.ts';

it.each([
  ['1024', 1024],
  [' 53420 ', 53_420],
  ['６５５３５', 65_535],
])('takes %j', (typed, port) => {
  expect(parsePort(typed)).toBe(port);
});

it.each(['', '0', '80', '1023', '65536', '1.5', '-1', '1e4', 'http', '053420000'])('refuses %j', (typed) => {
  expect(parsePort(typed)).toBeNull();
});
