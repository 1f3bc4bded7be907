import { randomBytes } from 'node:crypto';

// of any case: some volumes do not tell
const STAGING_NAME = /^\.lanyard-[0-9a-f]{32}$/i;

export function newStagingName(): string {
  return `.lanyard-${randomBytes(16).toString('hex')}`;
}

export function isStagingName(name: string): boolean {
  return STAGING_NAME.test(name);
}
