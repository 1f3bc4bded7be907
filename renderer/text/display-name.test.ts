import { describe, expect, it } from 'vitest';
import { inlineName, plainName, splitForEllipsis, splitPath, toNameParts } from './display-name.ts';

describe('plainName()', () => {
  it.each([
    ['photo.jpg'],
    ['林的笔记本'],
    ['حاسوب المطبخ'],
    ['👩‍👩‍👧‍👦 Family'],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿 flag'],
    ['می‌خواهم'],
    ['क्‍ष'],
    ['a b'],
  ])('leaves %s alone', (name) => {
    expect(plainName(name)).toBe(name);
  });

  it.each([
    ['report\u202egnp.exe', 'report⟨U+202E⟩gnp.exe'],
    ['a\u0000b', 'a⟨U+0000⟩b'],
    ['line\nbreak', 'line⟨U+000A⟩break'],
    ['\u2066x\u2069', '⟨U+2066⟩x⟨U+2069⟩'],
    ['zero\u200bwidth', 'zero⟨U+200B⟩width'],
    ['a\u200db', 'a⟨U+200D⟩b'],
    ['\u3164', '⟨U+3164⟩'],
    ['tag\u{e0041}', 'tag⟨U+E0041⟩'],
    ['lone\ud800', 'lone⟨U+D800⟩'],
    ['pdf\u2003\u2003.exe', 'pdf⟨U+2003⟩⟨U+2003⟩.exe'],
  ])('shows what hides in %j', (name, shown) => {
    expect(plainName(name)).toBe(shown);
  });

  it('keeps the end of an endless name', () => {
    const shown = plainName(`${'x'.repeat(5_000)}.pdf`);
    expect(shown.length).toBeLessThan(600);
    expect(shown.endsWith('.pdf')).toBe(true);
  });
});

describe('toNameParts()', () => {
  it('marks escapes apart from text', () => {
    expect(toNameParts('a\u202eb')).toEqual([
      { text: 'a', isEscape: false },
      { text: '⟨U+202E⟩', isEscape: true },
      { text: 'b', isEscape: false },
    ]);
  });
});

describe('inlineName()', () => {
  it('isolates a name that could turn the sentence round', () => {
    expect(inlineName('حاسوب')).toBe('\u2068حاسوب\u2069');
    expect(inlineName('Bob')).toBe('Bob');
  });

  it('keeps what a right-to-left sentence would tear apart together', () => {
    expect(inlineName('Photos (1)')).toBe('\u2068Photos (1)\u2069');
    expect(inlineName('2026 plan')).toBe('\u20682026 plan\u2069');
    expect(inlineName('plan 2026')).toBe('plan 2026');
    expect(inlineName('')).toBe('');
  });

  it('shortens in the middle', () => {
    const shown = inlineName(`${'very long '.repeat(20)}name.pdf`);
    expect(shown.length).toBeLessThanOrEqual(64);
    expect(shown).toContain('…');
    expect(shown.endsWith('name.pdf')).toBe(true);
  });
});

describe('splitForEllipsis()', () => {
  it('keeps the extension in the tail', () => {
    const [head, tail] = splitForEllipsis('A very long file name, final version.docx');
    expect(tail).toBe('ersion.docx');
    expect(head + tail).toBe('A very long file name, final version.docx');
  });

  it('does not split short names', () => {
    expect(splitForEllipsis('contract.pdf')).toEqual(['contract.pdf', '']);
  });

  it('does not cut between joined letters', () => {
    expect(splitForEllipsis('تقرير نهائي عن المشروع الكبير.docx')[1]).toBe('.docx');
  });

  it('does not cut a grapheme', () => {
    const name = `${'a'.repeat(30)}👩‍👩‍👧‍👦bc.jpg`;
    const [head, tail] = splitForEllipsis(name);
    expect(head + tail).toBe(name);
    expect(head.endsWith('a')).toBe(true);
  });
});

describe('splitPath()', () => {
  it('tells the folder from the name', () => {
    expect(splitPath('a/b/c.txt')).toEqual({ folder: 'a/b', name: 'c.txt' });
    expect(splitPath('c.txt')).toEqual({ folder: '', name: 'c.txt' });
  });
});
