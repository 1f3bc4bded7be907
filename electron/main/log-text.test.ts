import { describe, expect, it } from 'vitest';
import { toLogText } from './log-text.ts';

describe('toLogText', () => {
  it('writes area, message and facts on one line', () => {
    const text = toLogText('engine', {
      message: 'listening',
      facts: { port: 53_420, name: 'Bob “x”', isOn: true, to: null },
    });
    expect(text).toBe('engine: listening port=53420 name="Bob “x”" isOn=true to=null');
  });

  it.each([
    ['a line break', 'a\r\n[2026-01-01] [error] forged', 'a\\u{d}\\u{a}[2026-01-01] [error] forged'],
    ['an escape sequence', 'a\u001b[2Jb', 'a\\u{1b}[2Jb'],
    ['a C1 control', 'a\u009bb', 'a\\u{9b}b'],
    ['a right-to-left override', 'a\u202egpj', 'a\\u{202e}gpj'],
    ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
    ['a zero-width space', 'a\u200bb', 'a\\u{200b}b'],
  ])('escapes %s', (_what, message, expected) => {
    expect(toLogText('engine', { message })).toBe(`engine: ${expected}`);
  });

  it('escapes inside facts', () => {
    expect(toLogText('x', { message: 'm', facts: { name: 'a\n\u202eb' } })).toBe('x: m name="a\\n\\u{202e}b"');
  });

  it('indents every line of a stack, forged ones too', () => {
    const text = toLogText('x', { message: 'm', stack: 'Error: a\n[2026] [info] b\n    at c' });
    expect(text).toBe('x: m\n    Error: a\n    [2026] [info] b\n    at c');
  });

  it('cuts an endless line', () => {
    expect(toLogText('x', { message: 'm'.repeat(100_000) }).length).toBeLessThan(8_200);
  });
});
