import { expect, it } from 'vitest';
import { createCrashPolicy } from './crash-recovery.ts';

it('reloads at once, then after a pause, then with a new window', () => {
  let nowMs = 0;
  const onCrash = createCrashPolicy(() => nowMs);
  expect(onCrash()).toEqual({ afterMs: 0, isNewWindow: false });
  nowMs += 1_000;
  expect(onCrash()).toEqual({ afterMs: 5_000, isNewWindow: false });
  nowMs += 5_000;
  expect(onCrash()).toEqual({ afterMs: 5_000, isNewWindow: true });
  nowMs += 5_000;
  expect(onCrash()).toEqual({ afterMs: 5_000, isNewWindow: true });
});

it('forgives what is long ago', () => {
  let nowMs = 0;
  const onCrash = createCrashPolicy(() => nowMs);
  for (let crash = 0; crash < 5; crash++) {
    expect(onCrash()).toEqual({ afterMs: 0, isNewWindow: false });
    nowMs += 60_000;
  }
});
