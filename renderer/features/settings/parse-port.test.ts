import { expect, it } from 'vitest';
import { parsePort } from './parse-port.ts';

it.each([
  ['1024', 1024],
  [' 53420 ', 53_420],
  ['６５５３５', 65_535],
  ['\u200b53420\u00a0', 53_420],
  [':53420', 53_420],
  ['：５３４２０', 53_420],
  ['Port 53420', 53_420],
  ['53,420', 53_420],
  ['53 420', 53_420],
  ['٥٣٤٢٠', 53_420],
])('takes %j', (typed, port) => {
  expect(parsePort(typed)).toBe(port);
});

it.each([
  '',
  '0',
  '80',
  '1023',
  '65536',
  '1.5',
  '-1',
  '1e4',
  'http',
  '053420000',
  '53420 or so',
  '5342,0',
  '5 3 4 2 0',
])('refuses %j', (typed) => {
  expect(parsePort(typed)).toBeNull();
});
