import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../../../shared/protocol/codec.ts';
import { MAX_CONTROL_BYTES } from '../../../../shared/protocol/constants.ts';
import { NOTHING_LEFT_OUT } from '../../../../shared/model/left-out.ts';
import { fromWireLeftOut, toWireLeftOut } from './left-out.ts';

const one = { path: 'a/link', code: 'TRANSFER_SOURCE_IS_LINK' } as const;

describe('what is told of what is left out', () => {
  it('is nothing when nothing is', () => {
    expect(toWireLeftOut([])).toEqual({});
    expect(fromWireLeftOut({})).toEqual(NOTHING_LEFT_OUT);
  });

  it('arrives as it was told', () => {
    expect(fromWireLeftOut(toWireLeftOut([one]))).toEqual({ count: 1, listed: [one] });
  });

  it('names 100 of any number', () => {
    const { count, listed } = fromWireLeftOut(toWireLeftOut(Array.from({ length: 5_000 }, () => one)));
    expect([count, listed.length]).toEqual([5_000, 100]);
  });

  it('fits into one message, whatever the names are', () => {
    const all = Array.from({ length: 5_000 }, () => ({ ...one, path: `${'\u0001'.repeat(900)}/end \ud83c` }));
    const told = toWireLeftOut(all);
    const bytes = encodeMessage({ type: 'manifest-end', entryCount: 1, totalBytes: 0, ...told });
    expect(bytes.length).toBeLessThan(MAX_CONTROL_BYTES);
    const { count, listed } = fromWireLeftOut(told);
    expect(count).toBe(5_000);
    expect(listed.length).toBeGreaterThan(20);
    expect(listed[0]?.path).toMatch(/^\u2026.*\/end \ufffd$/su);
    expect(listed[0]?.path).toHaveLength(255);
  });
});
