import { describe, expect, it } from 'vitest';
import { toPeerId } from '../../../../shared/model/ids.ts';
import { DeclinePauses } from './decline-pauses.ts';
import type { Guest } from './fair-pool.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

function come(key: string, address = '192.0.2.1'): Guest {
  return { peerId: toPeerId(key.repeat(64)), address, giveWay: () => undefined };
}

const BUSY = expect.objectContaining({ code: 'PEER_BUSY' }) as unknown;

describe('DeclinePauses', () => {
  it('lets somebody ask again at once after the first no, and later and later after others', () => {
    const pauses = new DeclinePauses();
    const waits: number[] = [];
    let nowMs = 0;
    for (let n = 0; n < 6; n++) {
      pauses.note(come('a'), false, nowMs);
      const startMs = nowMs;
      for (; ; nowMs += SECOND) {
        try {
          pauses.mustBeOver(come('a'), false, nowMs);
          break;
        } catch {
          // not yet
        }
      }
      waits.push((nowMs - startMs) / SECOND);
    }
    expect(waits).toEqual([0, 5, 30, 120, 600, 600]);
  });

  it('makes a fresh key of the same address wait, too, but no device that is known', () => {
    const pauses = new DeclinePauses();
    for (let n = 0; n < 3; n++) pauses.note(come('a'), false, 0);
    expect(() => pauses.mustBeOver(come('b'), false, SECOND)).toThrow(BUSY);
    pauses.mustBeOver(come('b'), true, SECOND);
    pauses.mustBeOver(come('b', '192.0.2.2'), false, SECOND);
    expect(() => pauses.mustBeOver(come('a', '192.0.2.2'), true, SECOND)).toThrow(BUSY);
  });

  it('forgets after an hour, and after a yes', () => {
    const pauses = new DeclinePauses();
    for (let n = 0; n < 9; n++) pauses.note(come('a'), false, 0);
    expect(() => pauses.mustBeOver(come('a'), false, SECOND)).toThrow(BUSY);
    pauses.mustBeOver(come('a'), false, HOUR);
    pauses.note(come('a'), false, HOUR);
    pauses.mustBeOver(come('a'), false, HOUR);
    pauses.note(come('a'), false, HOUR);
    pauses.forgive(come('a'));
    pauses.mustBeOver(come('a'), false, HOUR);
  });

  it('remembers a bounded number', () => {
    const pauses = new DeclinePauses();
    for (let n = 0; n < 5_000; n++) {
      const guest = { ...come('a', `192.0.2.${n}`), peerId: toPeerId(n.toString(16).padStart(64, '0')) };
      pauses.note(guest, false, 0);
      pauses.note(guest, false, 0);
      if (n === 4_999) expect(() => pauses.mustBeOver(guest, false, SECOND)).toThrow(BUSY);
    }
    pauses.mustBeOver({ ...come('a', '192.0.2.0'), peerId: toPeerId('0'.repeat(64)) }, false, SECOND);
  });
});
