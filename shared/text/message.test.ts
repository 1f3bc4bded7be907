import { describe, expect, it } from 'vitest';
import { changeTexts, parseMessage } from './message.ts';

const shout = (source: string) => changeTexts(parseMessage(source), (text) => text.toUpperCase());

describe('changeTexts()', () => {
  it.each([
    ['plain words', 'PLAIN WORDS'],
    ['', ''],
    ['hello {name}!', 'HELLO {name}!'],
    ['from <peer></peer>', 'FROM <peer></peer>'],
    ['a <b>bold {x}</b> end', 'A <b>BOLD {x}</b> END'],
    ['{count, plural, one {# file} other {# files}}', '{count,plural, one {# FILE} other {# FILES}}'],
    [
      '{n, plural, =0 {} other { and {m, select, a {x} other {y}}}}',
      '{n,plural, =0 {} other { AND {m,select, a {X} other {Y}}}}',
    ],
    ['1 < 2', '1 < 2'],
  ])('changes the words of %j alone', (source, changed) => {
    expect(shout(source)).toBe(changed);
  });

  it.each(['{open', 'close}', '<a>open', '</a>', '{n, plural, one {x}', '{}'])('refuses %j', (source) => {
    expect(() => parseMessage(source)).toThrow();
  });
});
