import { expect, it } from 'vitest';
import { toNames } from './read-names.ts';

it('tells names that are text from those that are bytes only, which are shown with the rest of them', () => {
  const latin1 = Buffer.from('caf\u{e9}.txt', 'latin1');
  const copy = Buffer.from('caf\u{fffd}.txt');
  const half = Buffer.from([0xed, 0xa0, 0x80]);
  const { names, notText } = toNames([Buffer.from('照片'), latin1, copy, half]);
  expect(names).toEqual(['caf\u{fffd}.txt', '照片']);
  expect(notText).toEqual(['caf\u{fffd}.txt', '\u{fffd}\u{fffd}\u{fffd}']);
});
