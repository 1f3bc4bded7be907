import { describe, expect, it } from 'vitest';
import { pickLanguage } from './pick-language.ts';

describe('pickLanguage()', () => {
  it.each([
    ['zh-CN', ['zh-CN']],
    ['zh-CN', ['zh']],
    ['zh-CN', ['zh-SG', 'en-SG']],
    ['zh-CN', ['zh-Hans-HK']],
    ['zh-CN', ['zh-Hans']],
    ['en', ['en-GB']],
    ['en', ['en-AU', 'zh-CN']],
    ['zh-CN', ['fr-FR', 'zh-CN', 'en']],
  ])('speaks %s to a system of %j', (language, tags) => {
    expect(pickLanguage('system', tags)).toBe(language);
  });

  it.each([['zh-TW'], ['zh-HK'], ['zh-Hant'], ['zh-Hant-SG']])('does not take %s for simplified', (tag) => {
    expect(pickLanguage('system', [tag])).toBe('en');
    expect(pickLanguage('system', [tag, 'zh-CN'])).toBe('zh-CN');
  });

  it.each([[[]], [['tlh']], [['']], [['zh_CN.UTF-8', 'C', '\0', 'x'.repeat(1_000)]]])(
    'falls back to English: %j',
    (tags) => {
      expect(pickLanguage('system', tags)).toBe('en');
    },
  );

  it('puts the choice before the system', () => {
    expect(pickLanguage('en', ['zh-CN'])).toBe('en');
    expect(pickLanguage('zh-CN', ['en-US'])).toBe('zh-CN');
  });

  it('follows the system when the choice is not spoken any more', () => {
    expect(pickLanguage('tlh', ['zh-CN'])).toBe('zh-CN');
    expect(pickLanguage('<script>', [])).toBe('en');
  });

  it('takes nobody who reads Arabic to the pseudo-language, but whoever names it', () => {
    expect(pickLanguage('system', ['ar', 'ar-EG'])).toBe('en');
    expect(pickLanguage('system', ['ar-XB'])).toBe('ar-XB');
    expect(pickLanguage('ar-XB', ['en'])).toBe('ar-XB');
  });
});
