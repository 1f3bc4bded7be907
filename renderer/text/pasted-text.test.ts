import { expect, it } from 'vitest';
import { tidyName, tidySearch } from './pasted-text.ts';

it.each([
  ['  Studio  Laptop \n', 'Studio Laptop'],
  ['\ufeff\u202aStudio\u00a0Laptop\u202c', 'Studio Laptop'],
  ['a\u202eb', 'a\u202eb'],
  ['می\u200cخواهم', 'می\u200cخواهم'],
  ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
  ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['\u200b', ''],
])('the name %j becomes %j', (typed, name) => {
  expect(tidyName(typed)).toBe(name);
});

it.each([
  [' photo\u200b ', 'photo'],
  ['pho\u00adto', 'photo'],
  ['two  spaces', 'two  spaces'],
  ['\u200b ', ''],
])('the search %j becomes %j', (typed, text) => {
  expect(tidySearch(typed)).toBe(text);
});
