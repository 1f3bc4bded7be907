import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receiptName } from './receipt-name.ts';

const atMs = new Date(2026, 10, 3, 12).getTime();

describe('receiptName()', () => {
  it.each([
    ['Photos 2026', 'Photos 2026 2026-11-03.sha256'],
    ['../../etc/passwd', 'etc passwd 2026-11-03.sha256'],
    ['.bashrc', 'bashrc 2026-11-03.sha256'],
    ['invoice\u202egpj.exe', 'invoice gpj.exe 2026-11-03.sha256'],
    ['季度报告 👩‍👩‍👧‍👦', '季度报告 👩 👩 👧 👦 2026-11-03.sha256'],
    ['a\nb', 'a b 2026-11-03.sha256'],
    [' ... ', 'Lanyard 2026-11-03.sha256'],
    ['', 'Lanyard 2026-11-03.sha256'],
  ])('makes of %j a name for every system: %j', (title, name) => {
    expect(receiptName(title, atMs)).toBe(name);
  });

  it('fits, and never leaves the folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
        const name = receiptName(title, atMs);
        expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}]/u);
        expect(name).not.toMatch(/^\./);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(name.isWellFormed()).toBe(true);
      }),
    );
  });
});
