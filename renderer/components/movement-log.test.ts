import { beforeEach, describe, expect, it } from 'vitest';
import { createMovementLog, UNSTEADY_MS, type MovementLog, type Places } from './movement-log.ts';

let nowMs = 0;
let log: MovementLog;

const at = (places: Record<string, readonly [x: number, y: number]>): Places =>
  new Map(Object.entries(places).map(([id, [x, y]]) => [id, { x, y }]));
const look = (places: Record<string, readonly [x: number, y: number]>, isAimed = false): void =>
  log.look(at(places), isAimed);

beforeEach(() => {
  nowMs = 1_000;
  log = createMovementLog(() => nowMs);
});

describe('createMovementLog()', () => {
  it('tells what has moved until it has stood still for a while', () => {
    look({ ann: [0, 0], bob: [199, 0] });
    expect(log.hasJustMoved('bob')).toBe(false);
    look({ ann: [0, 0], bob: [398, 0] });
    expect(log.hasJustMoved('ann')).toBe(false);
    expect(log.hasJustMoved('bob')).toBe(true);
    nowMs += UNSTEADY_MS - 1;
    look({ ann: [0, 0], bob: [398, 0] });
    expect(log.hasJustMoved('bob')).toBe(true);
    nowMs += 1;
    expect(log.hasJustMoved('bob')).toBe(false);
  });

  it.each([
    ['a row above grew', [0, 16]],
    ['the window was scrolled', [0, -200]],
    ['a pixel and a half', [1.5, 0]],
  ] as const)('counts every cause: %s', (_why, place) => {
    look({ ann: [0, 0] });
    look({ ann: place });
    expect(log.hasJustMoved('ann')).toBe(true);
  });

  it('does not count what rounding does', () => {
    look({ ann: [0, 0] });
    look({ ann: [0.4, -0.4] });
    expect(log.hasJustMoved('ann')).toBe(false);
  });

  it('counts one that came while somebody aimed, for it may have come under the pointer', () => {
    look({ ann: [0, 0] });
    look({ ann: [0, 0], bob: [199, 0] });
    expect(log.hasJustMoved('bob')).toBe(false);
    look({ ann: [0, 0], bob: [199, 0], zoe: [398, 0] }, true);
    expect(log.hasJustMoved('zoe')).toBe(true);
  });

  it('leaves out what moved before a time', () => {
    look({ ann: [0, 0] });
    look({ ann: [9, 9] });
    expect(log.hasJustMoved('ann', nowMs)).toBe(true);
    expect(log.hasJustMoved('ann', nowMs + 1)).toBe(false);
  });

  it('forgets what is gone', () => {
    look({ ann: [0, 0] });
    look({ ann: [9, 9] });
    look({});
    look({ ann: [500, 500] });
    expect(log.hasJustMoved('ann')).toBe(false);
  });
});
