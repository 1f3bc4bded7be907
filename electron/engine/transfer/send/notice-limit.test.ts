import { expect, it } from 'vitest';
import { NoticeLimit } from './notice-limit.ts';

it('takes a NOTICE a second for ever, 100 at once, and not one more', () => {
  const limit = new NoticeLimit(0);
  for (let second = 1; second <= 10_000; second++) limit.note(second * 1_000);
  for (let n = 0; n < 100; n++) limit.note(10_001_000);
  expect(() => limit.note(10_001_000)).toThrow(expect.objectContaining({ code: 'PROTOCOL_TOO_LARGE' }));
});
