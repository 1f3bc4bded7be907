import { posix, win32 } from 'node:path';
import { expect, it } from 'vitest';
import { topName } from './top-name.ts';

it.each([
  ['/home/ada/Photos', 'Photos'],
  ['/home/ada/Photos/', 'Photos'],
  ['/home/ada/Photos/.', 'Photos'],
  ['/home/ada/Photos/..', 'ada'],
  ['/home/ada/a b.txt', 'a b.txt'],
  ['/', 'root'],
  ['//', 'root'],
  ['/..', 'root'],
])('%s is sent as %s', (dropped, name) => {
  expect(topName(dropped, posix)).toBe(name);
});

it.each([
  ['E:\\', 'E'],
  ['e:/', 'e'],
  ['E:\\Photos\\', 'Photos'],
  ['\\\\nas\\media', 'media'],
  ['\\\\nas\\media\\', 'media'],
  ['\\\\nas\\media\\x', 'x'],
  ['\\\\?\\E:\\', 'E'],
])('%s is sent as %s by Windows', (dropped, name) => {
  expect(topName(dropped, win32)).toBe(name);
});
