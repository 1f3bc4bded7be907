import fc from 'fast-check';
import { crc32 } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { decodeLine, encodeLine, hasTag, MAX_LINE_BYTES } from './journal-line.ts';

// real disks of busy machines
vi.setConfig({ testTimeout: 60_000 });

const bytesOf = (line: string): Buffer => Buffer.from(line.slice(0, -1));

function signed(json: string): Buffer {
  return Buffer.from(`${crc32(json).toString(16).padStart(8, '0')} ${json}`);
}

describe('a line of a journal', () => {
  it('gives back what was put in, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.maxSafeInteger(), (text, number) => {
        const line = encodeLine(['tag', text, number, null, true]);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(decodeLine(bytesOf(line))).toEqual(['tag', text, number, null, true]);
      }),
    );
  });

  it('keeps half a surrogate pair', () => {
    expect(decodeLine(bytesOf(encodeLine(['x', 'half \ud83c'])))).toEqual(['x', 'half \ud83c']);
  });

  it('is refused with any bit changed', () => {
    const line = bytesOf(encodeLine(['placed', 7, 'Photos/太阳.jpg']));
    for (let bit = 0; bit < line.length * 8; bit += 1) {
      const changed = Buffer.from(line);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(decodeLine(changed)).toBeNull();
    }
  });

  it('is refused when any of its end is missing', () => {
    const line = bytesOf(encodeLine(['block', 1, 2, 3]));
    for (let length = 0; length < line.length; length += 1) expect(decodeLine(line.subarray(0, length))).toBeNull();
  });

  it.each(['{}', '{"__proto__":1}', '[]', '[1]', 'null', '"text"', '[', '', '["a"', '\u0000'])(
    'is refused when it truly says %j',
    (json) => {
      expect(decodeLine(signed(json))).toBeNull();
    },
  );

  it('has at most 64 KiB, in bytes', () => {
    const fits = MAX_LINE_BYTES - encodeLine(['x', '']).length;
    expect(Buffer.byteLength(encodeLine(['x', 'a'.repeat(fits)]))).toBe(MAX_LINE_BYTES);
    expect(decodeLine(bytesOf(encodeLine(['x', 'a'.repeat(fits)])))).not.toBeNull();
    expect(() => encodeLine(['x', 'a'.repeat(fits + 1)])).toThrow(/too long/);
    expect(() => encodeLine(['x', '漢'.repeat(30_000)])).toThrow(/too long/);
    expect(decodeLine(signed(JSON.stringify(['x', 'a'.repeat(1024 * 1024)])))).toBeNull();
  });

  it('tells its first word', () => {
    const line = bytesOf(encodeLine(['state', 'active']));
    expect(hasTag(line, 'state')).toBe(true);
    expect(hasTag(line, 'stat')).toBe(false);
    expect(hasTag(Buffer.alloc(3), 'state')).toBe(false);
  });
});
