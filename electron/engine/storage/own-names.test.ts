import { expect, it } from 'vitest';
import { newStagingName } from './directories.ts';
import { isOwnTemporary } from './own-names.ts';

it('knows what Lanyard makes for a while, and nothing else', () => {
  expect([newStagingName(), newStagingName().toUpperCase(), '.lanyard-0123456789ab.tmp'].every(isOwnTemporary)).toBe(
    true,
  );
  expect(['.lanyard', '.lanyard-notes', '0.part', '.lanyard-12.tmp', `${newStagingName()}x`].some(isOwnTemporary)).toBe(
    false,
  );
});
