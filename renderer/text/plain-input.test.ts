import { expect, it } from 'vitest';
import { toPlainInput } from './plain-input.ts';

it.each([
  ['  a \t b\n', 'a b'],
  ['a\u00a0b\u3000c', 'a b c'],
  ['１２．５', '12.5'],
  ['\ufeffa\u200bb\u00adc\u2060', 'abc'],
  ['\u202a192.168.1.20\u202c', '192.168.1.20'],
  ['a\u0000b', 'ab'],
  ['٥٣٤٢٠ ۵۳ ५३ ৫৩ ๕๓', '53420 53 53 53 53'],
  ['می\u200cخواهم', 'می\u200cخواهم'],
  ['a\u200db', 'ab'],
])('makes %j plain', (typed, plain) => {
  expect(toPlainInput(typed)).toBe(plain);
});
