import { randomBytes } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { copyIntoShared } from './copy-into-shared.ts';

it.each([0, 1, 7, 8, 16_383, 16_384, 16_385, 100_003])('copies %i bytes, however the two ends lie', (lengthBytes) => {
  const source = new Uint8Array(randomBytes(lengthBytes + 8));
  for (let from = 0; from < 8; from++) {
    for (let to = 0; to < 8; to++) {
      const target = new Uint8Array(new SharedArrayBuffer(lengthBytes + 32), 8).fill(0xff);
      copyIntoShared(target, source.subarray(from, from + lengthBytes), to);
      const copied = Buffer.from(target);
      expect(copied.subarray(to, to + lengthBytes).equals(source.subarray(from, from + lengthBytes))).toBe(true);
      expect(copied.subarray(0, to).every((byte) => byte === 0xff)).toBe(true);
      expect(copied.subarray(to + lengthBytes).every((byte) => byte === 0xff)).toBe(true);
    }
  }
});

it('never lets V8 copy what lies differently', () => {
  const target = new Uint8Array(new SharedArrayBuffer(64 * 1024));
  const set = vi.spyOn(target, 'set');
  for (let from = 0; from < 16; from++)
    copyIntoShared(target, new Uint8Array(30_000).subarray(from), 4_096 + (from % 3));
  for (const [piece, offset] of set.mock.calls) {
    const { byteOffset } = piece as Uint8Array; // the only kind that it is called with
    expect(byteOffset % 8).toBe((target.byteOffset + (offset ?? 0)) % 8);
  }
  expect(set.mock.calls.length).toBeGreaterThan(16);
});
