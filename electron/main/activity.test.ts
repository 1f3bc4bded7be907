import { describe, expect, it } from 'vitest';
import { createActivity } from './activity.ts';
import { transferIdOf, transferOf } from './testing/fixtures.ts';

const first = transferIdOf('1');
const second = transferIdOf('2');

describe('createActivity', () => {
  it('has nothing to show when nothing runs', () => {
    const ended = [transferOf({ state: 'done' }), transferOf({ id: second, state: 'offered' })];
    expect(createActivity()(ended)).toEqual({ movingCount: 0, heldCount: 0, fraction: null });
  });

  it('adds up all that runs', () => {
    const activity = createActivity()([
      transferOf({ bytesDone: 10, bytesTotal: 100 }),
      transferOf({ id: second, state: 'verifying', bytesDone: 100, bytesTotal: 100 }),
    ]);
    expect(activity).toEqual({ movingCount: 2, heldCount: 0, fraction: 0.55 });
  });

  it('does not fall back when one of two finishes', () => {
    const read = createActivity();
    const slow = transferOf({ id: second, bytesDone: 10, bytesTotal: 100 });
    read([transferOf({ bytesDone: 99, bytesTotal: 100 }), slow]);
    expect(read([transferOf({ state: 'done', bytesDone: 100, bytesTotal: 100 }), slow]).fraction).toBe(0.55);
  });

  it('leaves out what failed', () => {
    const read = createActivity();
    const slow = transferOf({ id: second, bytesDone: 10, bytesTotal: 100 });
    read([transferOf(), slow]);
    expect(read([transferOf({ state: 'failed' }), slow]).fraction).toBe(0.1);
  });

  it('begins anew after a quiet time', () => {
    const read = createActivity();
    read([transferOf()]);
    const done = transferOf({ id: first, state: 'done', bytesDone: 100 });
    read([done]);
    expect(read([done, transferOf({ id: second, bytesDone: 0, bytesTotal: 100 })]).fraction).toBe(0);
  });

  it.each(['paused', 'waiting'] as const)('shows how far a %s transfer is but lets the computer sleep', (state) => {
    const held = transferOf({ state, acceptedAtMs: 1, bytesDone: 30, bytesTotal: 100 });
    expect(createActivity()([held])).toEqual({ movingCount: 0, heldCount: 1, fraction: 0.3 });
  });

  it('shows what moves as long as anything does, not what waits beside it', () => {
    const held = transferOf({ id: second, state: 'waiting', bytesDone: 0, bytesTotal: 900 });
    expect(createActivity()([transferOf(), held])).toEqual({ movingCount: 1, heldCount: 1, fraction: 0.5 });
  });

  it('has no bar for what was not accepted yet', () => {
    const queued = transferOf({ direction: 'send', state: 'waiting', bytesDone: 0 });
    expect(createActivity()([queued])).toEqual({ movingCount: 0, heldCount: 1, fraction: null });
  });

  it('shows the beginning while only empty files are sent', () => {
    expect(createActivity()([transferOf({ bytesDone: 0, bytesTotal: 0 })]).fraction).toBe(0);
  });
});
