import { describe, expect, it } from 'vitest';
import { WaitClock } from './wait-clock.ts';

function clockAt() {
  const at = { ms: 0 };
  return { at, clock: new WaitClock(() => at.ms) };
}

describe('WaitClock', () => {
  it('adds up what was waited for, and begins anew when it is taken', () => {
    const { at, clock } = clockAt();
    clock.enter('disk');
    at.ms = 40;
    clock.leave('disk');
    at.ms = 100;
    clock.enter('disk');
    at.ms = 110;
    clock.leave('disk');
    expect(clock.take()).toEqual({ disk: 50, limit: 0, other: 0, turn: 0 });
    expect(clock.take()).toEqual({ disk: 0, limit: 0, other: 0, turn: 0 });
  });

  it('counts a wait that goes on in each span it goes over', () => {
    const { at, clock } = clockAt();
    clock.enter('other');
    at.ms = 1_000;
    expect(clock.take().other).toBe(1_000);
    at.ms = 1_600;
    clock.leave('other');
    expect(clock.take().other).toBe(600);
  });

  it('takes no notice of a wait that is entered twice, or left before it was entered', () => {
    const { at, clock } = clockAt();
    clock.leave('limit');
    clock.enter('limit');
    at.ms = 10;
    clock.enter('limit');
    at.ms = 30;
    clock.leave('limit');
    expect(clock.take().limit).toBe(30);
  });

  it('ends the wait for work that fails, and tells the failure', async () => {
    const { at, clock } = clockAt();
    const failing = clock.during('disk', Promise.reject(new Error('no')));
    at.ms = 5;
    await expect(failing).rejects.toThrow('no');
    at.ms = 50;
    expect(clock.take().disk).toBe(5);
  });
});
